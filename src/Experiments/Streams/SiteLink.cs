namespace Scalewright.Experiments.Streams;

/// <summary>How long a packet takes between two machines, either way.</summary>
/// <param name="First">A machine.</param>
/// <param name="Second">Another one.</param>
/// <param name="Latency">Time of a packet, 0 or more; <see cref="TimeSpan.MaxValue"/> when none arrives.</param>
public sealed record SiteLink(string First, string Second, TimeSpan Latency);
