using Loopback.Kubernetes.Api;
using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Tables;

/// <summary>Kubernetes documentation, "Receiving resources as Tables" and "Metadata-only fetches".</summary>
internal static class TableView
{
    public static JsonObject Of(Call call, JsonObject found, DateTimeOffset now)
    {
        string accept = call.Http.Request.Headers.Accept.ToString();
        bool isList = found["items"] is JsonArray;
        if (
            call.Subresource.Length == 0
            && accept.Contains(isList ? "as=PartialObjectMetadataList" : "as=PartialObjectMetadata;", StringComparison.Ordinal)
        )
        {
            return isList
                ? new JsonObject
                {
                    ["kind"] = "PartialObjectMetadataList",
                    ["apiVersion"] = "meta.k8s.io/v1",
                    ["metadata"] = found["metadata"]!.DeepClone(),
                    ["items"] = new JsonArray([.. found.Items("items").Select(MetadataOf)]),
                }
                : MetadataOf(found);
        }

        if (call.Subresource.Length > 0 || !accept.Contains("as=Table", StringComparison.Ordinal))
        {
            return found;
        }

        IReadOnlyList<Column> columns = Columns.Of(call.Kind);
        JsonObject[] shown = isList ? [.. found.Items("items")] : [found];
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = isList
                ? found["metadata"]!.DeepClone()
                : new JsonObject { ["resourceVersion"] = found.Text("metadata", "resourceVersion") },
            ["columnDefinitions"] = new JsonArray([.. columns.Select(column => column.ToDefinition())]),
            ["rows"] = new JsonArray([.. shown.Select(one => RowOf(call, columns, one, now))]),
        };
    }

    private static JsonObject MetadataOf(JsonObject one) =>
        new()
        {
            ["kind"] = "PartialObjectMetadata",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = one["metadata"]?.DeepClone(),
        };

    private static JsonObject RowOf(Call call, IReadOnlyList<Column> columns, JsonObject one, DateTimeOffset now)
    {
        JsonObject row = new() { ["cells"] = new JsonArray([.. columns.Select(column => (JsonNode)column.Cell(one, now))]) };
        switch (call.Query("includeObject"))
        {
            case "None":
                break;
            case "Object":
                row["object"] = one.DeepClone();
                break;
            default:
                row["object"] = MetadataOf(one);
                break;
        }

        return row;
    }
}
