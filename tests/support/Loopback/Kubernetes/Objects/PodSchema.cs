using System.Text.Json.Serialization.Metadata;
using k8s.Models;

namespace Loopback.Kubernetes.Objects;

/// <summary>Checks pods by the published schema of the API, from which the models of the official client are generated.</summary>
internal static class PodSchema
{
    private static readonly JsonSerializerOptions Models = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <summary>Removes unknown fields.</summary>
    /// <returns>Paths of the removed fields, as in <c>spec.containers[0].bogus</c>.</returns>
    /// <exception cref="ApiFault">The value of a field has another type.</exception>
    public static IReadOnlyList<string> Prune(JsonObject pod)
    {
        List<string> unknown = [];
        Prune(pod, Models.GetTypeInfo(typeof(V1Pod)), "", unknown);
        return unknown;
    }

    private static void Prune(JsonObject map, JsonTypeInfo type, string path, List<string> unknown)
    {
        foreach ((string name, JsonNode? value) in map.ToArray())
        {
            string place = path.Length > 0 ? $"{path}.{name}" : name;
            if (type.Properties.FirstOrDefault(property => property.Name == name) is { } property)
            {
                Prune(value, property.PropertyType, type.Type, place, unknown);
            }
            else
            {
                map.Remove(name);
                unknown.Add(place);
            }
        }
    }

    private static void Prune(JsonNode? value, Type declared, Type owner, string place, List<string> unknown)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        JsonTypeInfo info = Models.GetTypeInfo(type);
        switch (info.Kind, value)
        {
            case (_, null):
            case (JsonTypeInfoKind.None, _) when type == typeof(object):
                break;
            case (JsonTypeInfoKind.Object, JsonObject map):
                Prune(map, info, place, unknown);
                break;
            case (JsonTypeInfoKind.Enumerable, JsonArray list):
                for (int index = 0; index < list.Count; index++)
                {
                    Prune(list[index], info.ElementType!, owner, string.Create(CultureInfo.InvariantCulture, $"{place}[{index}]"), unknown);
                }

                break;
            case (JsonTypeInfoKind.Dictionary, JsonObject entries):
                foreach ((string key, JsonNode? entry) in entries.ToArray())
                {
                    Prune(entry, info.ElementType!, owner, $"{place}.{key}", unknown);
                }

                break;
            case (JsonTypeInfoKind.None, JsonValue scalar) when IsOf(scalar.GetValueKind(), type):
                break;
            default:
                throw Mismatch(value, type, owner, place);
        }
    }

    private static bool IsOf(JsonValueKind kind, Type type) => kind switch
    {
        JsonValueKind.String => type != typeof(bool) && type != typeof(int) && type != typeof(long),
        JsonValueKind.Number => type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(IntOrString) || type == typeof(ResourceQuantity),
        _ => type == typeof(bool),
    };

    // The message of encoding/json of Go. It has no indexes of lists.
    private static ApiFault Mismatch(JsonNode value, Type type, Type owner, string place)
    {
        string found = value.GetValueKind() switch { JsonValueKind.True or JsonValueKind.False => "bool", var kind => kind.ToString().ToLowerInvariant() };
        string field = string.Join('.', place.Split('.').Select(part => part.Split('[')[0]));
        return ApiFault.Undecodable($"json: cannot unmarshal {found} into Go struct field {NameOf(owner)}.{field} of type {GoNameOf(type)}");
    }

    private static string GoNameOf(Type type) => type switch
    {
        _ when type == typeof(string) => "string",
        _ when type == typeof(bool) => "bool",
        _ when type == typeof(int) => "int32",
        _ when type == typeof(long) => "int64",
        _ when Models.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element } => $"[]{GoNameOf(element)}",
        _ when Models.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } element } => $"map[string]{GoNameOf(element)}",
        _ => $"v1.{NameOf(type)}",
    };

    private static string NameOf(Type type) => type.Name.StartsWith("V1", StringComparison.Ordinal) ? type.Name[2..] : type.Name;
}
