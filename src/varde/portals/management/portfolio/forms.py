"""What the programme lead fills in. A form reads and shows; what holds together is for the verbs to say."""

from typing import Any

from django import forms

from varde.portfolio.models import Agency, Initiative, RiskLevel, Status

RISKS = [("", "Ikke vurdert"), *RiskLevel.choices]


class Day(forms.DateField):
    """A day. The browser's own picker sends ISO; without one, day.month.year is read too."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date", "class": "ds-input"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"], **more)


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
