namespace Scalewright.Providers.Simulation;

/// <summary>A kind of fault that a draw may make.</summary>
/// <param name="Name">Its name; chance is drawn by it, so that another kind shifts nothing of this one.</param>
/// <param name="Draw">Makes one. It is given a time that it may take as <see cref="Fault.For"/>, so that it is over in time.</param>
public sealed record FaultKind(string Name, Func<StableRandom, TimeSpan, Fault> Draw);
