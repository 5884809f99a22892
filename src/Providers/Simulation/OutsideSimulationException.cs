namespace Scalewright.Providers.Simulation;

/// <summary>Thrown when a member that needs virtual time is called outside of a run.</summary>
public sealed class OutsideSimulationException : InvalidOperationException
{
    internal OutsideSimulationException(string member)
        : base($"{member} was called outside of the simulation, where virtual time is paused; call it inside of 'await "
            + "provider.RunAsync(async cancellationToken => { … })'.") =>
        NewMember = member;

    /// <summary>Name of the member that was called.</summary>
    public string NewMember { get; }
}
