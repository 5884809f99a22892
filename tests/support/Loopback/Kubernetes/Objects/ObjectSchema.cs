using System.Text.Json.Serialization.Metadata;
using k8s.Models;

namespace Loopback.Kubernetes.Objects;

/// <summary>Checks pods and Jobs by the published schema of the API, from which the models of the official client are generated.</summary>
internal static class ObjectSchema
{
    private static readonly JsonSerializerOptions Models = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Removes unknown fields.</summary>
    /// <returns>Paths of the removed fields, as in <c>spec.containers[0].bogus</c>.</returns>
    /// <exception cref="ApiFault">The value of a field has another type.</exception>
    public static IReadOnlyList<string> Prune(ResourceKind kind, JsonObject one)
    {
        List<string> unknown = [];
        if (kind == ResourceKind.Pods || kind == ResourceKind.Jobs)
        {
            Prune(one, new Place(kind, kind == ResourceKind.Pods ? typeof(V1Pod) : typeof(V1Job), ""), unknown);
        }

        return unknown;
    }

    private static void Prune(JsonObject map, Place at, List<string> unknown)
    {
        JsonTypeInfo info = Models.GetTypeInfo(at.Type);
        foreach ((string name, JsonNode? value) in map.ToArray())
        {
            string path = at.Path.Length > 0 ? $"{at.Path}.{name}" : name;
            if (info.Properties.FirstOrDefault(property => property.Name == name) is { } property)
            {
                Prune(value, property.PropertyType, at with { Path = path }, unknown);
            }
            else
            {
                map.Remove(name);
                unknown.Add(path);
            }
        }
    }

    private static void Prune(JsonNode? value, Type declared, Place at, List<string> unknown)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        JsonTypeInfo info = Models.GetTypeInfo(type);
        switch (info.Kind, value)
        {
            case (_, null):
            case (JsonTypeInfoKind.None, _) when type == typeof(object):
                break;
            case (JsonTypeInfoKind.Object, JsonObject map):
                Prune(map, at with { Type = type }, unknown);
                break;
            case (JsonTypeInfoKind.Enumerable, JsonArray list):
                for (int index = 0; index < list.Count; index++)
                {
                    Prune(
                        list[index],
                        info.ElementType!,
                        at with
                        {
                            Path = string.Create(CultureInfo.InvariantCulture, $"{at.Path}[{index}]"),
                        },
                        unknown
                    );
                }

                break;
            case (JsonTypeInfoKind.Dictionary, JsonObject entries):
                foreach ((string key, JsonNode? entry) in entries.ToArray())
                {
                    Prune(entry, info.ElementType!, at with { Path = $"{at.Path}.{key}" }, unknown);
                }

                break;
            case (JsonTypeInfoKind.None, JsonValue scalar) when IsOf(scalar.GetValueKind(), type):
                break;
            default:
                throw Mismatch(value, type, at);
        }
    }

    private static bool IsOf(JsonValueKind kind, Type type) =>
        kind switch
        {
            JsonValueKind.String => type != typeof(bool) && type != typeof(int) && type != typeof(long),
            JsonValueKind.Number => type == typeof(int)
                || type == typeof(long)
                || type == typeof(double)
                || type == typeof(IntOrString)
                || type == typeof(ResourceQuantity),
            _ => type == typeof(bool),
        };

    // The message of encoding/json of Go. It has no indexes of lists.
    private static ApiFault Mismatch(JsonNode value, Type type, Place at)
    {
        string found = value.GetValueKind() switch
        {
            JsonValueKind.True or JsonValueKind.False => "bool",
            var kind => kind.ToString().ToLowerInvariant(),
        };
        string field = string.Join('.', at.Path.Split('.').Select(part => part.Split('[')[0]));
        return ApiFault.Undecodable(
            at.Kind,
            $"json: cannot unmarshal {found} into Go struct field {NameOf(at.Type)}.{field} of type {GoNameOf(type)}"
        );
    }

    private static string GoNameOf(Type type) =>
        type switch
        {
            _ when type == typeof(string) => "string",
            _ when type == typeof(bool) => "bool",
            _ when type == typeof(int) => "int32",
            _ when type == typeof(long) => "int64",
            _ when Models.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element } => $"[]{GoNameOf(element)}",
            _ when Models.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } element } =>
                $"map[string]{GoNameOf(element)}",
            _ => $"v1.{NameOf(type)}",
        };

    private static string NameOf(Type type) => type.Name.StartsWith("V1", StringComparison.Ordinal) ? type.Name[2..] : type.Name;

    /// <param name="Type">Model that has the field.</param>
    private sealed record Place(ResourceKind Kind, Type Type, string Path);
}
