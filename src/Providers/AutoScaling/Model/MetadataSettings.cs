namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Options of the metadata service of instances. They are kept and shown; nodes have no such service.
/// </summary>
/// <param name="HttpTokens">Empty: not said.</param>
/// <param name="HopLimit">Null: not said.</param>
/// <param name="HttpEndpoint">Empty: not said.</param>
internal sealed record MetadataSettings(string HttpTokens, int? HopLimit, string HttpEndpoint);
