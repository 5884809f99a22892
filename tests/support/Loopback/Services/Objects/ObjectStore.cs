using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http.Features;

namespace Loopback.Services.Objects;

/// <summary>An in-memory S3: buckets in the path, Signature Version 4, and multipart uploads.</summary>
public sealed partial class ObjectStore(string id, string secret)
{
    private static readonly XNamespace Space = "http://s3.amazonaws.com/doc/2006-03-01/";
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, SortedDictionary<string, StoredObject>> _buckets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, StoredUpload> _uploads = new(StringComparer.Ordinal);
    private int _lastUpload;

    /// <summary>Entries per page of a list.</summary>
    public int PageMax { get; set; } = 1_000;

    /// <summary>Minimum size in bytes of all parts but the last.</summary>
    public int PartMin { get; set; } = 5 * 1024 * 1024;

    /// <summary>Uploads in progress.</summary>
    public int Uploads
    {
        get
        {
            lock (_gate)
            {
                return _uploads.Count;
            }
        }
    }

    public StoredObject? Find(string bucket, string key)
    {
        lock (_gate)
        {
            return _buckets.GetValueOrDefault(bucket)?.GetValueOrDefault(key);
        }
    }

    /// <summary>Writes an object as another client would.</summary>
    public void Put(string bucket, string key, byte[] content)
    {
        lock (_gate)
        {
            _buckets[bucket][key] = new StoredObject(content, Sum(content), TimeProvider.System.GetUtcNow());
        }
    }

    public async Task AnswerAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        ObjectAnswer answer;
        try
        {
            if (context.Request.Path == "/minio/health/live")
            {
                answer = new ObjectAnswer(200);
            }
            else
            {
                SignatureCheck.Check(context.Request, body.ToArray(), id, secret);
                lock (_gate)
                {
                    answer = Answer(context.Request, body.ToArray());
                }
            }
        }
        catch (ObjectFault fault)
        {
            XElement error = new(
                "Error",
                new XElement("Code", fault.Code),
                new XElement("Message", fault.Message),
                new XElement("Resource", context.Request.Path.Value),
                new XElement("RequestId", "loopback")
            );
            answer = new ObjectAnswer(fault.Status) { Body = Encoding.UTF8.GetBytes(error.ToString()) };
        }

        await SendAsync(context, answer);
    }

    private static async Task SendAsync(HttpContext context, ObjectAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        foreach ((string name, string value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        bool isHead = context.Request.Method == HttpMethods.Head;
        context.Response.ContentLength =
            answer.Status is 204 or 304 ? null
            : isHead && answer.Status >= 400 ? 0
            : answer.Body.Length;
        if (!isHead && answer.Status is not (204 or 304))
        {
            await context.Response.Body.WriteAsync(answer.Body);
        }
    }

    private ObjectAnswer Answer(HttpRequest request, byte[] body)
    {
        string raw = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        string[] path = raw[1..].Split('/', 2);
        string bucket = Uri.UnescapeDataString(path[0]);
        string key = string.Join('/', (path.ElementAtOrDefault(1) ?? "").Split('/').Select(Uri.UnescapeDataString));
        return bucket.Length == 0 ? ListBuckets()
            : key.Length == 0 ? OfBucket(request, bucket, body)
            : OfObject(request, bucket, key, body);
    }

    private ObjectAnswer ListBuckets() =>
        Xml(
            new XElement(
                Space + "ListAllMyBucketsResult",
                new XElement(
                    Space + "Buckets",
                    _buckets.Keys.Select(name => new XElement(
                        Space + "Bucket",
                        new XElement(Space + "Name", name),
                        new XElement(Space + "CreationDate", "2026-01-01T00:00:00.000Z")
                    ))
                )
            )
        );

    private ObjectAnswer OfBucket(HttpRequest request, string bucket, byte[] body)
    {
        if (request.Method == HttpMethods.Put)
        {
            return _buckets.TryAdd(bucket, new(StringComparer.Ordinal))
                ? new ObjectAnswer(200)
                : throw new ObjectFault(
                    409,
                    "BucketAlreadyOwnedByYou",
                    "Your previous request to create the named bucket succeeded and you already own it."
                );
        }

        SortedDictionary<string, StoredObject> objects = Objects(bucket);
        if (request.Method == HttpMethods.Delete)
        {
            return objects.Count == 0 && _buckets.Remove(bucket)
                ? new ObjectAnswer(204)
                : throw new ObjectFault(409, "BucketNotEmpty", "The bucket you tried to delete is not empty.");
        }

        if (request.Method == HttpMethods.Head)
        {
            return new ObjectAnswer(200);
        }

        return request.Method == HttpMethods.Post && request.Query.ContainsKey("delete") ? DeleteMany(objects, body)
            : request.Method != HttpMethods.Get ? throw NotImplemented()
            : request.Query.ContainsKey("location") ? Xml(new XElement(Space + "LocationConstraint"))
            : request.Query.ContainsKey("uploads") ? ListUploads(request, bucket)
            : List(request, bucket, objects);
    }

    private ObjectAnswer List(HttpRequest request, string bucket, SortedDictionary<string, StoredObject> objects)
    {
        bool isSecond = request.Query["list-type"] == "2";
        string prefix = request.Query["prefix"].ToString();
        string delimiter = request.Query["delimiter"].ToString();
        string after = isSecond ? request.Query["continuation-token"].ToString() : request.Query["marker"].ToString();
        bool isEncoded = request.Query["encoding-type"] == "url";
        List<XElement> entries = [];
        string? folder = null;
        string last = after;
        bool isTruncated = false;
        foreach (
            (string key, StoredObject item) in objects.Where(entry =>
                entry.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(entry.Key, after) > 0
            )
        )
        {
            if (folder is not null && key.StartsWith(folder, StringComparison.Ordinal))
            {
                last = key;
                continue;
            }

            if (entries.Count == PageMax)
            {
                isTruncated = true;
                break;
            }

            int end = delimiter.Length > 0 ? key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) : -1;
            folder = end < 0 ? null : key[..(end + delimiter.Length)];
            entries.Add(
                folder is null
                    ? Contents(Text(key), item)
                    : new XElement(Space + "CommonPrefixes", new XElement(Space + "Prefix", Text(folder)))
            );
            last = key;
        }

        XElement next = new(Space + (isSecond ? "NextContinuationToken" : "NextMarker"), last);
        return Xml(
            new XElement(
                Space + "ListBucketResult",
                new XElement(Space + "Name", bucket),
                new XElement(Space + "Prefix", Text(prefix)),
                new XElement(Space + "IsTruncated", isTruncated ? "true" : "false"),
                isTruncated ? next : null,
                entries
            )
        );

        string Text(string text) => isEncoded ? Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal) : text;
    }

    private static XElement Contents(string key, StoredObject item) =>
        new(
            Space + "Contents",
            new XElement(Space + "Key", key),
            new XElement(
                Space + "LastModified",
                item.Modified.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)
            ),
            new XElement(Space + "ETag", $"\"{item.ETag}\""),
            new XElement(Space + "Size", item.Content.Length),
            new XElement(Space + "StorageClass", "STANDARD")
        );

    private SortedDictionary<string, StoredObject> Objects(string bucket) =>
        _buckets.GetValueOrDefault(bucket) ?? throw new ObjectFault(404, "NoSuchBucket", "The specified bucket does not exist.");

    private static ObjectAnswer Xml(XElement element) =>
        new(200)
        {
            Body = Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element),
            Headers = [("Content-Type", "application/xml")],
        };

    private static ObjectFault NotImplemented() =>
        new(501, "NotImplemented", "A header or query you provided implies functionality that is not implemented.");

    [SuppressMessage("Security", "CA5351", Justification = "S3 marks content by MD5.")]
    private static string Sum(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
}

/// <summary>Verifies Signature Version 4 of S3 independently of the code of the client.</summary>
internal static class SignatureCheck
{
    public static void Check(HttpRequest request, byte[] body, string id, string secret)
    {
        string header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal))
        {
            throw new ObjectFault(403, "AccessDenied", "Access Denied.");
        }

        Dictionary<string, string> parts = header["AWS4-HMAC-SHA256 ".Length..]
            .Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => part[1]);
        string[] credential = parts["Credential"].Split('/');
        if (credential[0] != id)
        {
            throw new ObjectFault(403, "InvalidAccessKeyId", "The Access Key Id you provided does not exist in our records.");
        }

        string payload = request.Headers["x-amz-content-sha256"].ToString();
        if (payload != "UNSIGNED-PAYLOAD" && payload != Convert.ToHexStringLower(SHA256.HashData(body)))
        {
            throw new ObjectFault(
                400,
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed."
            );
        }

        string time = request.Headers["x-amz-date"].ToString();
        string text =
            $"AWS4-HMAC-SHA256\n{time}\n{string.Join('/', credential[1..])}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(request, parts["SignedHeaders"], payload))))}";
        byte[] key = credential[1..]
            .Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), (current, part) =>
                HMACSHA256.HashData(current, Encoding.UTF8.GetBytes(part))
            );
        if (Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))) != parts["Signature"])
        {
            throw new ObjectFault(
                403,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided."
            );
        }
    }

    private static string Canonical(HttpRequest request, string signed, string payload)
    {
        string target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        string[] halves = target.Split('?', 2);
        string path = string.Join('/', halves[0].Split('/').Select(part => Uri.EscapeDataString(Uri.UnescapeDataString(part))));
        IEnumerable<string> query = halves
            .ElementAtOrDefault(1)
            ?.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => $"{Encoded(pair[0])}={Encoded(pair.ElementAtOrDefault(1) ?? "")}")
            .Order(StringComparer.Ordinal)
            ?? Enumerable.Empty<string>();
        string headers = string.Concat(signed.Split(';').Select(name => $"{name}:{request.Headers[name].ToString().Trim()}\n"));
        return $"{request.Method}\n{path}\n{string.Join('&', query)}\n{headers}\n{signed}\n{payload}";
    }

    private static string Encoded(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));
}
