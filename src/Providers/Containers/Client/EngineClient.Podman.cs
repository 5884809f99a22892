using Docker.DotNet;
using Address = Scalewright.Topologies.Address;
using Subnet = Scalewright.Topologies.Subnet;

namespace Scalewright.Providers.Containers.Client;

/// <content>Lists by Podman's own API, which does not inspect each container. The client library has no such requests.
/// </content>
internal sealed partial class EngineClient
{
    private const string PodmanApi = "v4.0.0/libpod";

    /// <summary>Lists containers in all states.</summary>
    /// <param name="labels">Labels that a container must have.</param>
    /// <param name="failure">Message that has the ID of a container without storage.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    private async Task<ValueList<EngineContainer>> ListOnPodmanAsync(
        ValueList<string> labels,
        string failure,
        CancellationToken cancellationToken
    )
    {
        using JsonDocument containers = await GetOnPodmanAsync(
            "list containers",
            $"{PodmanApi}/containers/json?all=true&filters={Encode(labels)}",
            cancellationToken
        );
        return [.. containers.RootElement.EnumerateArray().Select(Read)];

        EngineContainer Read(JsonElement container)
        {
            string id = container.GetProperty("Id").GetString()!;
            string name =
                container.TryGetProperty("Names", out JsonElement names)
                && names.ValueKind == JsonValueKind.Array
                && names.GetArrayLength() > 0
                    ? names[0].GetString()!
                    : "";
            string state = container.GetProperty("State").GetString()!;
            string status = failure.Contains(id, StringComparison.Ordinal) || IsBeingRemoved(state) ? EngineContainer.PartlyRemoved : state;
            return new EngineContainer(id, name, status, ReadLabels(container, "Labels"));
        }
    }

    private async Task<ValueList<EngineNetwork>> ListNetworksOnPodmanAsync(ValueList<string> labels, CancellationToken cancellationToken)
    {
        using JsonDocument networks = await GetOnPodmanAsync(
            "list networks",
            $"{PodmanApi}/networks/json?filters={Encode(labels)}",
            cancellationToken
        );
        return [.. networks.RootElement.EnumerateArray().Select(Read)];

        static EngineNetwork Read(JsonElement network)
        {
            JsonElement[] ranges =
                network.TryGetProperty("subnets", out JsonElement subnets) && subnets.ValueKind == JsonValueKind.Array
                    ? [.. subnets.EnumerateArray()]
                    : [];
            return new EngineNetwork(
                network.GetProperty("id").GetString()!,
                network.GetProperty("name").GetString()!,
                [.. ranges.Select(range => ParseSubnet(ReadText(range, "subnet"))).OfType<Subnet>()],
                [.. ranges.Select(range => ParseAddress(ReadText(range, "gateway"))).OfType<Address>()],
                ReadLabels(network, "labels")
            );
        }
    }

    private async Task<JsonDocument> GetOnPodmanAsync(string request, string path, CancellationToken cancellationToken)
    {
        JsonDocument? document = null;
        await SendAsync(request, async () =>
        {
            using HttpResponseMessage response = await _http.GetAsync(new Uri(_http.BaseAddress!, path), cancellationToken);
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            document = response.IsSuccessStatusCode ? JsonDocument.Parse(body) : throw new DockerApiException(response.StatusCode, body);
        });
        return document!;
    }

    private static string Encode(ValueList<string> labels)
    {
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            if (labels.Count > 0)
            {
                writer.WriteStartArray("label");
                foreach (string label in labels)
                {
                    writer.WriteStringValue(label);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return Uri.EscapeDataString(Encoding.UTF8.GetString(json.ToArray()));
    }

    private static string? ReadText(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;

    private static Dictionary<string, string> ReadLabels(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement labels) && labels.ValueKind == JsonValueKind.Object
            ? labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString() ?? "", StringComparer.Ordinal)
            : new(StringComparer.Ordinal);
}
