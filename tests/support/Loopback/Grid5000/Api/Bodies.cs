using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Loopback.Grid5000.Api;

/// <summary>Request bodies: JSON, or a form with the same keys.</summary>
internal static class Bodies
{
    private const string Form = "application/x-www-form-urlencoded";
    private static readonly string[] Lists = ["types", "nodes"];

    /// <summary>
    /// Returns an empty object if there is no body. A repeated key of a form, with or without <c>[]</c>, is a list.
    /// </summary>
    public static async Task<JsonObject> ReadAsync(HttpRequest request)
    {
        using MemoryStream whole = new();
        await request.Body.CopyToAsync(whole);
        if (whole.Length == 0)
        {
            return [];
        }

        if ((request.ContentType ?? "").StartsWith(Form, StringComparison.OrdinalIgnoreCase))
        {
            return ReadForm(Encoding.UTF8.GetString(whole.ToArray()));
        }

        try
        {
            return JsonNode.Parse(whole.ToArray()) as JsonObject ?? throw new Refusal(400, "the body is not an object");
        }
        catch (JsonException)
        {
            throw new Refusal(400, $"the body is not JSON; of a form the type is {Form}");
        }
    }

    private static JsonObject ReadForm(string text)
    {
        JsonObject body = [];
        foreach ((string told, StringValues values) in QueryHelpers.ParseQuery(text))
        {
            string key = told.EndsWith("[]", StringComparison.Ordinal) ? told[..^2] : told;
            body[key] = Lists.Contains(key, StringComparer.Ordinal)
                ? new JsonArray([.. values.Select(value => (JsonNode?)value)])
                : values.ToString();
        }

        return body;
    }
}
