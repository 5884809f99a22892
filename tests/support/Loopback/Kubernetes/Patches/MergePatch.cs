using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Patches;

/// <summary>JSON merge patches (RFC 7396) and strategic ones, which merge some lists by a key.</summary>
internal static class MergePatch
{
    private const string Directive = "$patch";

    public static void Apply(JsonObject target, JsonObject patch, bool isStrategic)
    {
        if (isStrategic && patch.Text(Directive) == "replace")
        {
            target.Clear();
        }

        foreach ((string name, JsonNode? value) in patch)
        {
            if (isStrategic && name.StartsWith('$'))
            {
                ApplyDirective(target, name, value);
            }
            else if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject map)
            {
                ApplyMap(target, name, map, isStrategic);
            }
            else if (
                isStrategic
                && value is JsonArray list
                && target[name] is JsonArray there
                && (ListKeys.Of(name) is not null || ListKeys.IsSet(name))
            )
            {
                MergeList(there, list, ListKeys.Of(name));
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }

    private static void ApplyMap(JsonObject target, string name, JsonObject map, bool isStrategic)
    {
        if (isStrategic && map.Text(Directive) == "delete")
        {
            target.Remove(name);
            return;
        }

        JsonObject into = target[name] as JsonObject ?? [];
        if (!ReferenceEquals(into, target[name]))
        {
            target[name] = into;
        }

        Apply(into, map, isStrategic);
    }

    // "$setElementOrder/..." and "$retainKeys" only order lists and separate unions.
    private static void ApplyDirective(JsonObject target, string name, JsonNode? value)
    {
        const string DeleteFrom = "$deleteFromPrimitiveList/";
        if (name.StartsWith(DeleteFrom, StringComparison.Ordinal) && target[name[DeleteFrom.Length..]] is JsonArray list)
        {
            foreach (JsonNode? gone in value as JsonArray ?? [])
            {
                RemoveWhere(list, entry => JsonNode.DeepEquals(entry, gone));
            }
        }
    }

    private static void MergeList(JsonArray there, JsonArray patch, string? key)
    {
        foreach (JsonNode? entry in patch)
        {
            if (key is null || entry is not JsonObject map)
            {
                if (!there.Any(one => JsonNode.DeepEquals(one, entry)))
                {
                    there.Add(entry?.DeepClone());
                }

                continue;
            }

            bool IsSame(JsonNode? one) => one is JsonObject other && other.Text(key) == map.Text(key);
            if (map.Text(Directive) == "delete")
            {
                RemoveWhere(there, IsSame);
            }
            else if (there.FirstOrDefault(IsSame) is JsonObject found)
            {
                Apply(found, map, isStrategic: true);
            }
            else
            {
                there.Add(map.DeepClone());
            }
        }
    }

    private static void RemoveWhere(JsonArray list, Func<JsonNode?, bool> isGone)
    {
        for (int at = list.Count - 1; at >= 0; at--)
        {
            if (isGone(list[at]))
            {
                list.RemoveAt(at);
            }
        }
    }
}
