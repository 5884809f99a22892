using System.IO.Compression;

namespace AutoScaling.Tests;

/// <summary>Service models of Debian's python3-botocore, read as in botocore/serialize.py.</summary>
internal sealed class ServiceModel : IDisposable
{
    private const string Folder = "/usr/lib/python3/dist-packages/botocore/data";

    private readonly JsonDocument _document;
    private readonly bool _isEc2;

    private ServiceModel(JsonDocument document, bool isEc2) => (_document, _isEc2) = (document, isEc2);

    public static ServiceModel Of(QueryService service)
    {
        bool isEc2 = service == QueryService.Ec2;
        string folder = isEc2 ? "ec2/2016-11-15" : "autoscaling/2011-01-01";
        string file = Path.Combine(Folder, folder, "service-2.json");
        return new ServiceModel(File.Exists(file) ? JsonDocument.Parse(File.ReadAllBytes(file)) : Unpack(file + ".gz"), isEc2);
    }

    /// <summary>Parameters of an action, with <c>N</c> for each index of a list.</summary>
    public IReadOnlyList<string> ParametersOf(string action) =>
        _document.RootElement.GetProperty("operations").GetProperty(action).TryGetProperty("input", out JsonElement input)
            ? [.. Flatten(ShapeOf(input), "", [])]
            : [];

    public void Dispose() => _document.Dispose();

    private static JsonDocument Unpack(string file)
    {
        using GZipStream stream = new(File.OpenRead(file), CompressionMode.Decompress);
        return JsonDocument.Parse(stream);
    }

    private IEnumerable<string> Flatten(string name, string prefix, IReadOnlyList<string> outer)
    {
        JsonElement shape = _document.RootElement.GetProperty("shapes").GetProperty(name);
        switch (shape.GetProperty("type").GetString())
        {
            case "structure":
                outer.ShouldNotContain(name, "a structure that holds itself has no end");
                return shape
                    .GetProperty("members")
                    .EnumerateObject()
                    .SelectMany(member =>
                        Flatten(ShapeOf(member.Value), $"{(prefix.Length > 0 ? prefix + "." : "")}{NameOf(member)}", [.. outer, name])
                    );
            case "list":
                JsonElement item = shape.GetProperty("member");
                string word = item.TryGetProperty("locationName", out JsonElement named) ? named.GetString()! : "member";
                return Flatten(ShapeOf(item), $"{prefix}{(_isEc2 ? "" : "." + word)}.N", outer);
            default:
                return [prefix];
        }
    }

    private static string ShapeOf(JsonElement reference) => reference.GetProperty("shape").GetString()!;

    private string NameOf(JsonProperty member)
    {
        if (_isEc2 && member.Value.TryGetProperty("queryName", out JsonElement query))
        {
            return query.GetString()!;
        }

        string name = member.Value.TryGetProperty("locationName", out JsonElement location) ? location.GetString()! : member.Name;
        return _isEc2 ? char.ToUpperInvariant(name[0]) + name[1..] : name;
    }
}
