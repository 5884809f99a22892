namespace Scalewright.Experiments.Loads;

/// <summary>One step of a <see cref="StepLoad"/>.</summary>
/// <param name="Rate">Records per second, at least 0.</param>
/// <param name="Duration">Duration of the step, above 0.</param>
[DocumentRecord]
public sealed record LoadStep([property: DocumentField(Advice = "in records per second")] double Rate, TimeSpan Duration);
