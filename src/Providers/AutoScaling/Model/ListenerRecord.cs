namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A listener of a classic load balancer. It is kept and shown; nothing listens there.</summary>
/// <param name="Protocol">Protocol of clients: <c>HTTP</c> or <c>TCP</c>.</param>
/// <param name="Port">Port for clients.</param>
/// <param name="InstanceProtocol">Protocol of instances: <c>HTTP</c>, <c>HTTPS</c>, <c>TCP</c> or <c>SSL</c>.</param>
/// <param name="InstancePort">Port of instances.</param>
internal sealed record ListenerRecord(string Protocol, int Port, string InstanceProtocol, int InstancePort);
