using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Patches;

/// <summary>JSON patches (RFC 6902) with the operations add, remove, replace and test.</summary>
internal static class JsonPatch
{
    public static void Apply(JsonObject target, JsonArray patch)
    {
        foreach (JsonObject step in patch.OfType<JsonObject>())
        {
            string[] path =
            [
                .. step.Text("path")
                    .Split('/')
                    .Skip(1)
                    .Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)),
            ];
            JsonNode parent = path[..^1].Aggregate((JsonNode)target, (node, part) => Child(node, part) ?? throw Missing(step));
            Do(step, parent, path[^1]);
        }
    }

    private static void Do(JsonObject step, JsonNode parent, string name)
    {
        JsonNode? value = step["value"]?.DeepClone();
        switch (step.Text("op"), parent)
        {
            case ("test", _) when !JsonNode.DeepEquals(Child(parent, name), value):
                throw new ApiFault(
                    422,
                    "Invalid",
                    $"the server rejected our request due to an error in our request: test of {step.Text("path")} failed"
                );
            case ("test", _):
                break;
            case ("add" or "replace", JsonObject map):
                map[name] = value;
                break;
            case ("remove", JsonObject map):
                _ = map.Remove(name) ? true : throw Missing(step);
                break;
            case ("add", JsonArray list):
                list.Insert(name == "-" ? list.Count : IndexOf(list, name, step), value);
                break;
            case ("replace", JsonArray list):
                list[IndexOf(list, name, step)] = value;
                break;
            case ("remove", JsonArray list):
                list.RemoveAt(IndexOf(list, name, step));
                break;
            default:
                throw ApiFault.BadRequest($"'{step.Text("op")}' is not a step of a JSON patch");
        }
    }

    private static JsonNode? Child(JsonNode node, string part) =>
        node switch
        {
            JsonObject map => map[part],
            JsonArray list when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < list.Count =>
                list[index],
            _ => null,
        };

    private static int IndexOf(JsonArray list, string name, JsonObject step) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index <= list.Count
            ? index
            : throw Missing(step);

    private static ApiFault Missing(JsonObject step) =>
        new(422, "Invalid", $"the server rejected our request: {step.Text("path")} is not there");
}
