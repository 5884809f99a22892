namespace Loopback.IotLab.Lab;

/// <summary>The testbed does not do that.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">Why.</param>
internal sealed class LabFault(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
