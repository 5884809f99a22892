namespace Scalewright.Providers.Simulation;

/// <summary>Something of a simulated place was called while its time stands still.</summary>
public sealed class OutsideSimulationException : InvalidOperationException
{
    internal OutsideSimulationException(string member)
        : base($"{member} was called outside of the simulation, where its time stands still; call it inside of 'await provider.RunAsync(async cancellationToken => {{ … }})'.") =>
        Member = member;

    /// <summary>What was called.</summary>
    public string Member { get; }
}
