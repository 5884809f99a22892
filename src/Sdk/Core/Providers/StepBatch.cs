namespace Scalewright.Providers;

/// <summary>Steps that one call executes together.</summary>
/// <param name="Requests">The steps.</param>
/// <param name="ExecuteAsync">Executes the steps and returns one outcome for each. An exception is the outcome of all
/// of them.</param>
public readonly record struct StepBatch(ValueList<StepRequest> Requests, Func<Task<ValueList<StepOutcome>>> ExecuteAsync);
