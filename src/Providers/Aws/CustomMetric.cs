using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling;

/// <summary>A CloudWatch metric, for policies with a customized metric specification.</summary>
/// <param name="Namespace">Namespace, for example <c>Shop</c>.</param>
/// <param name="Name">Name, for example <c>QueueLength</c>.</param>
public sealed record CustomMetric(string Namespace, string Name)
{
    /// <summary>Dimensions by name. Metrics with different dimensions are different metrics. Default empty.</summary>
    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Dimensions { get; init; } = ValueMap<string>.Empty;

    /// <summary>
    /// Name for reports, unique per metric: namespace, name and dimensions, for example
    /// <c>Shop QueueLength Queue=orders</c>.
    /// </summary>
    [JsonIgnore]
    public string Id =>
        string.Join(
            ' ',
            [Escape(Namespace), Escape(Name), .. Dimensions.Select(dimension => $"{Escape(dimension.Key)}={Escape(dimension.Value)}")]
        );

    /// <summary>Returns the <see cref="Id"/>.</summary>
    public override string ToString() => Id;

    // Escapes separators within words.
    private static string Escape(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal)
            .Replace(" ", "%20", StringComparison.Ordinal)
            .Replace("=", "%3D", StringComparison.Ordinal);
}
