namespace Loopback.Kubernetes.Control;

internal sealed record PodLine(DateTimeOffset At, string Text);
