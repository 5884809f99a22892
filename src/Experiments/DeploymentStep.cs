namespace Scalewright.Experiments;

/// <summary>Something that is put on the machines before the load begins.</summary>
/// <param name="Name">What: <c>orchestration/setup</c>, <c>application/flink</c>.</param>
/// <param name="Takes">How long it takes in a simulation, 0 to 31 days.</param>
public sealed record DeploymentStep(string Name, TimeSpan Takes);
