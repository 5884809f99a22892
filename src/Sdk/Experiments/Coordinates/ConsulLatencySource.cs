using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Coordinates;

/// <summary>Estimates latencies from the network coordinates that Consul keeps, without additional pings.</summary>
public sealed class ConsulLatencySource : ILatencySource, IDisposable
{
    private const string Service = "consul";
    private readonly HttpServiceClient _http;
    private readonly Uri _address;
    private readonly string _token;
    private readonly ValueMap<string> _names;
    private Dictionary<string, Dictionary<string, ConsulCoordinate>> _nodes = new(StringComparer.Ordinal);

    /// <summary>Creates a source. Sends no request yet.</summary>
    /// <param name="options">Address of a Consul agent, for example <c>http://127.0.0.1:8500</c>.</param>
    /// <param name="names">Names of Consul nodes by machine. Machines that are not listed have the same name in Consul;
    /// null if all names are the same.</param>
    /// <param name="token">Token with read permission for nodes; empty for none.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public ConsulLatencySource(HttpServiceOptions options, ValueMap<string>? names = null, string token = "")
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(token);
        options.Check();
        (_names, _token, _address) = (
            names ?? ValueMap<string>.Empty,
            token,
            new Uri(options.Address.AbsoluteUri.TrimEnd('/') + "/v1/coordinate/nodes")
        );

        // Consul returns errors as plain text.
        _http = new HttpServiceClient(Service, options, static reply => new HttpServiceError(
            "",
            Encoding.UTF8.GetString(reply.Body.Span).Trim()
        ));
    }

    /// <inheritdoc/>
    /// <exception cref="HttpServiceException">Consul rejected the request, or its response is not valid. Earlier
    /// coordinates are kept.</exception>
    public async Task MeasureAsync(ValueList<string> machines, CancellationToken cancellationToken)
    {
        HttpServiceResponse response = await _http.SendAsync(Request, isRepeatable: true, cancellationToken);
        Dictionary<string, Dictionary<string, ConsulCoordinate>> nodes = new(StringComparer.Ordinal);
        foreach (JsonPathValue item in JsonPathValue.Parse(_http, $"GET {_address}", response).List())
        {
            string name = item["Node"].Text();
            if (!nodes.TryGetValue(name, out Dictionary<string, ConsulCoordinate>? segments))
            {
                nodes[name] = segments = new(StringComparer.Ordinal);
            }

            segments[item["Segment"] is { IsThere: true } segment ? segment.Text() : ""] = GetCoordinate(item["Coord"]);
        }

        _nodes = nodes;
    }

    /// <inheritdoc/>
    public double GetLatency(string one, string other)
    {
        if (one == other)
        {
            return 0;
        }

        // Coordinates are comparable only within a segment.
        IEnumerable<double> distances =
            from first in GetSegments(one)
            from second in GetSegments(other)
            where first.Key == second.Key && first.Value.Vector.Count == second.Value.Vector.Count
            select first.Value.DistanceTo(second.Value);
        return distances.DefaultIfEmpty(double.PositiveInfinity).Min() / 2;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request()
    {
        HttpRequestMessage request = new(HttpMethod.Get, _address);
        if (_token.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("X-Consul-Token", _token);
        }

        return request;
    }

    private Dictionary<string, ConsulCoordinate> GetSegments(string machine) =>
        _nodes.GetValueOrDefault(_names.GetValueOrDefault(machine, machine)) ?? [];

    private static ConsulCoordinate GetCoordinate(JsonPathValue part) =>
        new([.. part["Vec"].List().Select(item => item.Number())], part["Height"].Number(), part["Adjustment"].Number());
}

/// <summary>Network coordinate of a Consul node.</summary>
/// <param name="Vector">Coordinates in seconds, the same number of dimensions for each node.</param>
/// <param name="Height">Additional time of every packet of the node, in seconds.</param>
/// <param name="Adjustment">Correction of the estimates, in seconds.</param>
internal sealed record ConsulCoordinate(ValueList<double> Vector, double Height, double Adjustment)
{
    /// <summary>Round-trip time in seconds (Consul documentation, "Network Coordinates").</summary>
    public double DistanceTo(ConsulCoordinate other)
    {
        double plane = Math.Sqrt(Vector.Zip(other.Vector, (left, right) => (left - right) * (left - right)).Sum());
        double raw = plane + Height + other.Height;
        double adjusted = raw + Adjustment + other.Adjustment;
        return adjusted > 0 ? adjusted : raw;
    }
}
