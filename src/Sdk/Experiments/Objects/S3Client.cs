using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Scalewright.Experiments.Services;
using static Scalewright.Experiments.Objects.S3Request;

namespace Scalewright.Experiments.Objects;

/// <summary>
/// Keeps savepoints and exports as objects, in S3 or what speaks like it (MinIO, Ceph): signed by version 4, with the bucket in the path, and in parts
/// where there is much. What fails for the moment is asked again; every call may take effect twice without harm.
/// </summary>
public sealed partial class S3Client : IDisposable
{
    private const string Service = "s3";
    private readonly S3Options _options;
    private readonly ServiceHttp _http;

    /// <summary>A client; nothing is asked yet.</summary>
    /// <param name="options">Where and who.</param>
    /// <exception cref="ArgumentException">An option cannot be.</exception>
    public S3Client(S3Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Check();
        _http = new ServiceHttp(Service, options, S3Xml.Explain);
    }

    /// <summary>Makes a bucket; one that is one's own already stays as it is.</summary>
    /// <param name="bucket">Its name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ServiceException">It was refused.</exception>
    public async Task CreateBucketAsync(string bucket, CancellationToken cancellationToken = default)
    {
        try
        {
            await SendAsync(new S3Request(HttpMethod.Put, Checked(bucket)), cancellationToken);
        }
        catch (ServiceException refusal) when (refusal.Word == "BucketAlreadyOwnedByYou")
        {
            // What was wanted.
        }
    }

    /// <summary>Removes an empty bucket; one that is gone already is fine.</summary>
    /// <param name="bucket">Its name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ServiceException">It was refused, as when there is something in it.</exception>
    public Task DeleteBucketAsync(string bucket, CancellationToken cancellationToken = default) => DeleteAsync(new S3Request(HttpMethod.Delete, Checked(bucket)), cancellationToken);

    /// <summary>Looks for an object.</summary>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What it is; null when there is none.</returns>
    /// <exception cref="ServiceException">It was refused.</exception>
    public async Task<S3Object?> FindAsync(string bucket, string key, CancellationToken cancellationToken = default)
    {
        try
        {
            ServiceReply reply = await SendAsync(new S3Request(HttpMethod.Head, Checked(bucket), Checked(key)), cancellationToken);
            return ObjectOf(key, reply);
        }
        catch (ServiceException refusal) when (refusal.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Removes an object; one that is gone already is fine.</summary>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ServiceException">It was refused.</exception>
    public Task DeleteAsync(string bucket, string key, CancellationToken cancellationToken = default) => DeleteAsync(new S3Request(HttpMethod.Delete, Checked(bucket), Checked(key)), cancellationToken);

    /// <summary>The objects of a bucket, by key, page after page.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">How their keys begin; empty for all.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="ServiceException">A page was refused, or the list has no end.</exception>
    public async IAsyncEnumerable<S3Object> ListAsync(string bucket, string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        HashSet<string> tokens = new(StringComparer.Ordinal);
        ValueList<KeyValuePair<string, string>> query = [Pair("list-type", "2"), Pair("prefix", prefix), Pair("encoding-type", "url")];
        string? token = null;
        do
        {
            S3Request request = new(HttpMethod.Get, Checked(bucket)) { Query = token is null ? query : query.Add(Pair("continuation-token", token)) };
            ServiceReply reply = await SendAsync(request, cancellationToken);
            if (S3Xml.TryParse(reply.Body) is not { Name.LocalName: "ListBucketResult" } page)
            {
                throw _http.Nonsense(What(request), "its answer is no list of objects", reply);
            }

            foreach (XElement element in S3Xml.Children(page, "Contents"))
            {
                yield return S3Xml.ObjectOf(element) ?? throw _http.Nonsense(What(request), $"an object of its list has no key or no size: {Printable.Escape(element.ToString(SaveOptions.DisableFormatting))}");
            }

            token = S3Xml.Text(page, "IsTruncated") == "true" ? S3Xml.Text(page, "NextContinuationToken") : null;
            if (token is not null && (token.Length == 0 || !tokens.Add(token)))
            {
                throw _http.Nonsense(What(request), "its list has no end: a page names no other page than one that came before");
            }
        }
        while (token is not null);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task<ServiceReply> SendAsync(S3Request request, CancellationToken cancellationToken) => _http.SendAsync(() => request.Sign(_options), isRepeatable: true, cancellationToken);

    private async Task DeleteAsync(S3Request request, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(request, cancellationToken);
        }
        catch (ServiceException refusal) when (refusal.Status == 404)
        {
            // What was wanted.
        }
    }

    private static S3Object ObjectOf(string key, ServiceReply reply) => new(key, Number(reply, "Content-Length"), reply.Headers.GetValueOrDefault("ETag", "").Trim('"'))
    {
        Modified = DateTimeOffset.TryParse(reply.Headers.GetValueOrDefault("Last-Modified"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset modified) ? modified : default,
    };

    private static long Number(ServiceReply reply, string header) => long.TryParse(reply.Headers.GetValueOrDefault(header), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : -1;

    private string What(S3Request request) => $"{request.Method} {_options.Address.GetLeftPart(UriPartial.Authority)}{request.Path}";

    private static string Checked(string name, [CallerArgumentExpression(nameof(name))] string? parameter = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        return name;
    }
}
