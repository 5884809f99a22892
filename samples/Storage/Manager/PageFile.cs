using Microsoft.AspNetCore.Http;

namespace StorageSample;

/// <summary>The page, embedded in this program.</summary>
internal static class PageFile
{
    private static readonly byte[] Content = Read();

    public static async Task SendAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:";
        await context.Response.Body.WriteAsync(Content, context.RequestAborted);
    }

    private static byte[] Read()
    {
        using Stream page = typeof(PageFile).Assembly.GetManifestResourceStream("page.html")!;
        using MemoryStream content = new();
        page.CopyTo(content);
        return content.ToArray();
    }
}
