"""What the programme lead fills in. A form reads and shows; what holds together is for the verbs to say."""

from typing import Any

from django import forms

from varde.portfolio.models import Agency, Deliverable, DeliverableKind, Initiative, Order, RiskLevel, Status

RISKS = [("", "Ikke vurdert"), *RiskLevel.choices]


class Day(forms.DateField):
    """A day as it is written in Norwegian, 22.11.2026; ISO is read too."""

    def __init__(self, **more: Any) -> None:
        look = {"class": "ds-input day", "inputmode": "numeric", "autocomplete": "off"}
        widget = forms.DateInput(attrs=look, format="%d.%m.%Y")
        wrong = {"invalid": "Skriv datoen som 22.11.2026."}
        super().__init__(
            widget=widget, input_formats=["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"], error_messages=wrong, **more
        )


def line(**more: Any) -> forms.CharField:
    return forms.CharField(
        widget=forms.TextInput(attrs={"class": "ds-input"}), max_length=more.pop("most", 200), **more
    )


def text(**more: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"class": "ds-input", "rows": 5}), max_length=8000, **more)


def choice(choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, widget=forms.Select(attrs={"class": "ds-input"}), **more)


class StatusForm(forms.Form):
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    as_of = Day(label="Statusen gjelder per")
    status = choice(Status.choices, label="Status")
    status_text = text(label="Hvordan går det?", help_text="Forrige status beholdes slik den står.")
    risk_level = choice(RISKS, label="Samlet risiko", required=False)
    risk_text = text(label="Hva er usikkert?", required=False)


class DeliverableForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    due_on = Day(label="Leveransedato", required=False)
    is_delivered = forms.BooleanField(label="Ferdigstilt og levert", required=False)
    delivered_on = Day(label="Levert dato", required=False)
    gate_passed_on = Day(label="Godkjent dato", required=False)
    reason = text(label="Hvorfor endres dette?", required=False, help_text="Må fylles ut når leveransedatoen flyttes.")

    def with_gate(self, gate: str) -> None:
        """Without a gate nothing has to be approved."""
        if gate:
            self.fields["gate_passed_on"].label = f"Godkjent av {gate}"
        else:
            del self.fields["gate_passed_on"]


class RiskForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = line(label="Hva kan gå galt?")
    level = choice(RISKS, label="Nivå", required=False)
    cause = text(label="Årsak eller driver", required=False)
    scope_impact = text(label="Betydning for omfang", required=False)
    progress_impact = text(label="Betydning for framdrift", required=False)
    mitigation = text(label="Tiltak mot risikoen", required=False)
    owner = line(label="Hvem har ansvaret?", most=120, required=False)
    residual_level = choice(RISKS, label="Restrisiko etter tiltak", required=False)
    is_closed = forms.BooleanField(label="Risikoen er lukket", required=False)
    reason = text(label="Hvorfor endres dette?", required=False, help_text="Må fylles ut når risikoen lukkes.")

    def for_a_new_one(self) -> None:
        for name in ("is_closed", "reason"):
            del self.fields[name]


class EscalationForm(forms.Form):
    meeting = line(label="Møte", most=120, initial="Styringsmøte med Helse- og omsorgsdepartementet")
    meeting_on = Day(label="Dato for møtet")
    risk = choice([("", "Ingen bestemt")], label="Gjelder risikoen", required=False)
    matter = text(label="Hva tas opp?")
    decision = text(label="Hva ble besluttet?", required=False, help_text="La stå tomt til møtet har besluttet noe.")

    def about(self, initiative: Initiative) -> None:
        choices = [(str(one.number), one.title) for one in initiative.risks.all() if not one.is_closed]
        self.fields["risk"].choices = [("", "Ingen bestemt"), *choices]  # type: ignore[attr-defined]


class NewDeliverableForm(forms.Form):
    title = line(label="Hva skal leveres?")
    kind = choice(DeliverableKind.choices, label="Type")
    due_on = Day(label="Leveransedato", required=False)
    is_tentative = forms.BooleanField(label="Datoen er tentativ", required=False)
    agreed_form = line(
        label="Avtalt form", required=False, help_text="Hvis form eller tidspunkt er avtalt med den som bestilte."
    )
    gate = line(label="Hvem må godkjenne?", most=120, required=False)
    answers = choice([], label="Svarer på bestillingen", required=False)
    part_of = choice([], label="Del av leveransen", required=False)
    description = text(label="Beskrivelse", required=False)

    def among(self, orders: list[Order], wholes: list[Deliverable]) -> None:
        choices = [(one.slug, one.text[:90]) for one in orders]
        self.fields["answers"].choices = [("", "Ingen bestemt"), *choices]  # type: ignore[attr-defined]
        parts = [(one.slug, one.title) for one in wholes]
        self.fields["part_of"].choices = [("", "Står alene"), *parts]  # type: ignore[attr-defined]


class PriorityForm(forms.Form):
    on = Day(label="Bestemt")
    what = text(label="Hva er endret?")
    experience = text(label="På hvilken erfaring?")
    decided_by = line(label="Hvem bestemte det?", most=120)


class HandoverForm(forms.Form):
    what = line(label="Hva må fortsette når tiltaket er slutt?", most=300)
    receiver = line(label="Hvem tar over?", most=120, required=False)
    due_on = Day(label="Innen", required=False)


class FinishForm(forms.Form):
    receiver = line(label="Hvem har tatt over?", most=120)


class ExplanationForm(forms.Form):
    text = text(
        label="Hva er riktig, og hvordan vet du det?",
        required=False,
        help_text="Forklaringen gjelder til opplysningene endrer seg. Tøm feltet for å åpne saken igjen.",
    )


class ContactForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    contact = line(label="Kontaktperson", most=120, required=False)
    is_public = forms.BooleanField(label="Navnet vises offentlig", required=False)


class OwnerForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    agency = choice([], label="Ny eier")
    since = Day(label="Eier fra")

    def among(self, agencies: list[Agency]) -> None:
        self.fields["agency"].choices = [(one.slug, one.name) for one in agencies]  # type: ignore[attr-defined]
