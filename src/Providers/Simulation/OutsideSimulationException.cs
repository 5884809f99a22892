namespace Scalewright.Providers.Simulation;

/// <summary>Thrown when a member that needs virtual time is called outside of a run.</summary>
public sealed class OutsideSimulationException : InvalidOperationException
{
    internal OutsideSimulationException(string member)
        : base(
            $"The provider was called ({member}) outside of the simulation, where virtual time is paused; make all "
                + "calls of clusters and nodes inside of 'await provider.RunAsync(async cancellationToken => { … })'."
        ) => NewMember = member;

    /// <summary>Name of the member that was called.</summary>
    public string NewMember { get; }
}
