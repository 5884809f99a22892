namespace Loopback.Kubernetes;

/// <param name="MediaType">Empty if there is no body or no content type.</param>
public sealed record HeardRequest(string Method, string Address, string MediaType, string Body, string Accept);
