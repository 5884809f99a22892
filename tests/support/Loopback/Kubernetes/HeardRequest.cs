namespace Loopback.Kubernetes;

/// <summary>A request as it came.</summary>
/// <param name="Method">How, as in <c>GET</c>.</param>
/// <param name="MediaType">What the body is; empty: there is none, or nothing is said.</param>
/// <param name="Accept">What is wanted as an answer.</param>
public sealed record HeardRequest(string Method, string Address, string MediaType, string Body, string Accept);
