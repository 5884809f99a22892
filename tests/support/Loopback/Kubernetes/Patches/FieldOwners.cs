using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Patches;

internal sealed class FieldOwners(TimeProvider clock)
{
    private const string Applied = "Apply";
    private const string Written = "Update";

    /// <summary>Removes fields that the manager no longer names, unless another manager owns them.</summary>
    /// <param name="isForced">Whether fields of other managers are taken over.</param>
    public JsonObject Apply(ObjectKey key, JsonObject there, JsonObject wanted, string manager, bool isForced)
    {
        Dictionary<(string Manager, string Operation), HashSet<string>> owners = Read(there);
        Dictionary<string, JsonNode?> now = FieldSet.Of(there);
        Dictionary<string, JsonNode?> fields = FieldSet.Of(wanted);
        CheckConflicts(key, owners, now, fields, manager, isForced);
        JsonObject result = there.Copy();
        IEnumerable<string> dropped = owners.GetValueOrDefault((manager, Applied), []).Where(path => !fields.ContainsKey(path));
        foreach (string path in dropped.Where(path => !owners.Any(owner => owner.Key != (manager, Applied) && owner.Value.Contains(path))))
        {
            FieldSet.Remove(result, path);
        }

        JsonObject merged = wanted.Copy();
        merged.Map("metadata").Remove("managedFields");
        MergePatch.Apply(result, merged, isStrategic: true);
        owners[(manager, Applied)] = [.. fields.Keys];
        Write(result, owners, there, (manager, Applied), key);
        return result;
    }

    public void Note(ObjectKey key, JsonObject before, JsonObject after, string manager)
    {
        Dictionary<(string Manager, string Operation), HashSet<string>> owners = Read(before);
        Dictionary<string, JsonNode?> old = FieldSet.Of(before);
        Dictionary<string, JsonNode?> now = FieldSet.Of(after);
        string[] changed =
        [
            .. now.Where(field => !old.TryGetValue(field.Key, out JsonNode? was) || !JsonNode.DeepEquals(was, field.Value))
                .Select(field => field.Key),
        ];
        foreach (HashSet<string> paths in owners.Values)
        {
            paths.ExceptWith(changed);
            paths.IntersectWith(now.Keys);
        }

        HashSet<string> own = owners.GetValueOrDefault((manager, Written), []);
        own.UnionWith(changed);
        owners[(manager, Written)] = own;
        Write(after, owners, before, (manager, Written), key);
    }

    private static Dictionary<(string Manager, string Operation), HashSet<string>> Read(JsonObject one) =>
        one.Items("metadata", "managedFields")
            .GroupBy(entry => (entry.Text("manager"), entry.Text("operation")))
            .ToDictionary(
                group => group.Key,
                group => group.SelectMany(entry => FieldSet.Read(entry["fieldsV1"])).ToHashSet(StringComparer.Ordinal)
            );

    private static void CheckConflicts(
        ObjectKey key,
        Dictionary<(string Manager, string Operation), HashSet<string>> owners,
        Dictionary<string, JsonNode?> now,
        Dictionary<string, JsonNode?> fields,
        string manager,
        bool isForced
    )
    {
        JsonArray causes = [];
        foreach (
            ((string Manager, string Operation) owner, HashSet<string> paths) in owners.Where(owner => owner.Key != (manager, Applied))
        )
        {
            foreach (
                string path in paths
                    .Where(path =>
                        fields.TryGetValue(path, out JsonNode? value) && !JsonNode.DeepEquals(value, now.GetValueOrDefault(path))
                    )
                    .ToArray()
            )
            {
                paths.Remove(path);
                causes.Add(
                    new JsonObject
                    {
                        ["reason"] = "FieldManagerConflict",
                        ["message"] = $"conflict with \"{owner.Manager}\" using {key.Kind.ApiVersion}",
                        ["field"] = FieldSet.Describe(path),
                    }
                );
            }
        }

        if (causes.Count > 0 && !isForced)
        {
            string text =
                causes.Count == 1 ? $"1 conflict: {causes[0].Text("message")}: {causes[0].Text("field")}" : $"{causes.Count} conflicts";
            throw new ApiFault(409, "Conflict", $"Apply failed with {text}") { Key = key, Causes = causes };
        }
    }

    private void Write(
        JsonObject one,
        Dictionary<(string Manager, string Operation), HashSet<string>> owners,
        JsonObject before,
        (string Manager, string Operation) writer,
        ObjectKey key
    )
    {
        JsonArray entries = [];
        foreach (
            ((string Manager, string Operation) owner, HashSet<string> paths) in owners
                .Where(owner => owner.Value.Count > 0)
                .OrderBy(owner => owner.Key)
        )
        {
            JsonObject fields = FieldSet.Write(paths);
            JsonObject? earlier = before
                .Items("metadata", "managedFields")
                .FirstOrDefault(entry => (entry.Text("manager"), entry.Text("operation")) == owner);
            bool isSame = earlier is not null && (owner != writer || JsonNode.DeepEquals(earlier["fieldsV1"], fields));
            entries.Add(
                new JsonObject
                {
                    ["manager"] = owner.Manager,
                    ["operation"] = owner.Operation,
                    ["apiVersion"] = key.Kind.ApiVersion,
                    ["time"] = isSame ? earlier.Text("time") : JsonAccess.Time(clock.GetUtcNow()),
                    ["fieldsType"] = "FieldsV1",
                    ["fieldsV1"] = fields,
                }
            );
        }

        one.Map("metadata")["managedFields"] = entries;
    }
}
