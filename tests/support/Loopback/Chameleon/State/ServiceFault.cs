namespace Loopback.Chameleon.State;

/// <summary>A request that is refused.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">Why.</param>
internal sealed class ServiceFault(int status, string message) : Exception(message)
{
    public int Status => status;
}
