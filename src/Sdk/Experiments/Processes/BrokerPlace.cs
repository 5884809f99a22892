namespace Scalewright.Experiments.Processes;

/// <summary>Where a broker takes workers.</summary>
/// <param name="Node">The name of its node.</param>
/// <param name="Address">An address of the node.</param>
/// <param name="Port">The port.</param>
/// <param name="Secret">What both know, in hexadecimal digits.</param>
internal sealed record BrokerPlace(string Node, string Address, int Port, string Secret)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Node} at {Address}:{Port}";
}
