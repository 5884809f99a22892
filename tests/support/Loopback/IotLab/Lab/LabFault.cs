namespace Loopback.IotLab.Lab;

/// <summary>The testbed does not do that.</summary>
internal sealed class LabFault(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
