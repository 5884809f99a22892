using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Loopback.IotLab.Api;

/// <summary>A multipart body: a description in JSON, and files.</summary>
/// <param name="Description">The part whose name ends with <c>.json</c>.</param>
internal sealed record Parts(string Description, IReadOnlyDictionary<string, byte[]> Files)
{
    public static async Task<Parts> ReadAsync(HttpRequest request)
    {
        string boundary =
            MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            && type.MediaType == "multipart/form-data"
            && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 } told
                ? told
                : throw new Refusal(400, $"multipart/form-data is expected, not {request.ContentType}");
        MultipartReader reader = new(boundary, request.Body);
        string? description = null;
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        try
        {
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                using MemoryStream whole = new();
                await section.Body.CopyToAsync(whole);
                string name =
                    ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition)
                    && HeaderUtilities.RemoveQuotes(disposition.Name).Value is { Length: > 0 } given
                        ? given
                        : throw new Refusal(400, "a part has no name");
                if (!name.EndsWith(".json", StringComparison.Ordinal))
                {
                    _ = files.TryAdd(name, whole.ToArray()) ? true : throw new Refusal(400, $"the part {name} comes twice");
                }
                else
                {
                    description = description is null
                        ? Encoding.UTF8.GetString(whole.ToArray())
                        : throw new Refusal(400, "there are two descriptions");
                }
            }
        }
        catch (IOException broken)
        {
            throw new Refusal(400, $"the parts cannot be read: {broken.Message}");
        }

        return new Parts(description ?? throw new Refusal(400, "no part has a description (a name that ends with .json)"), files);
    }
}
