namespace Loopback.Kubernetes;

/// <summary>HTTP request that the simulated Kubernetes API server received.</summary>
/// <param name="MediaType">Empty if there is no body or no content type.</param>
public sealed record ReceivedRequest(string Method, string Address, string MediaType, string Body, string Accept);
