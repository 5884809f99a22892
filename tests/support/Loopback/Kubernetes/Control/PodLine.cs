namespace Loopback.Kubernetes.Control;

/// <summary>A line of a container's log.</summary>
/// <param name="At">When it was said.</param>
/// <param name="Text">What was said.</param>
internal sealed record PodLine(DateTimeOffset At, string Text);
