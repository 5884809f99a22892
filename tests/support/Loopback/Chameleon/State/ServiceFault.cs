namespace Loopback.Chameleon.State;

/// <summary>A request that is refused.</summary>
internal sealed class ServiceFault(int status, string message) : Exception(message)
{
    public int Status => status;
}
