using System.Xml.Linq;

namespace Loopback.Services.Objects;

public sealed partial class ObjectStore
{
    private ObjectAnswer OfObject(HttpRequest request, string bucket, string key, byte[] body)
    {
        SortedDictionary<string, StoredObject> objects = Objects(bucket);
        string upload = request.Query["uploadId"].ToString();
        return (request.Method, upload.Length > 0) switch
        {
            _ when request.Headers.ContainsKey("x-amz-copy-source") => throw NotImplemented(),
            ("POST", false) when request.Query.ContainsKey("uploads") => Begin(request, bucket, key),
            ("POST", true) => Complete(request, objects, UploadOf(upload), upload, body),
            ("PUT", true) => Part(request, UploadOf(upload), body),
            ("DELETE", true) => _uploads.Remove(upload) ? new ObjectAnswer(204) : throw NoSuchUpload(),
            ("PUT", false) => Put(request, objects, key, body),
            ("GET" or "HEAD", false) => Get(
                request,
                objects.GetValueOrDefault(key) ?? throw new ObjectFault(404, "NoSuchKey", "The specified key does not exist.")
            ),
            ("DELETE", false) => Remove(objects, key),
            _ => throw NotImplemented(),
        };
    }

    private static ObjectAnswer Put(HttpRequest request, SortedDictionary<string, StoredObject> objects, string key, byte[] body)
    {
        StoredObject item = new(body, Sum(body), TimeProvider.System.GetUtcNow()) { Meta = MetaOf(request) };
        objects[key] = item;
        return new ObjectAnswer(200) { Headers = [("ETag", $"\"{item.ETag}\"")] };
    }

    /// <summary>Succeeds whether the object existed or not.</summary>
    private static ObjectAnswer Remove(SortedDictionary<string, StoredObject> objects, string key)
    {
        objects.Remove(key);
        return new ObjectAnswer(204);
    }

    private static ObjectAnswer Get(HttpRequest request, StoredObject item)
    {
        string match = request.Headers.IfMatch.ToString();
        if (match.Length > 0 && match != $"\"{item.ETag}\"")
        {
            throw new ObjectFault(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold.");
        }

        (string, string)[] headers =
        [
            ("ETag", $"\"{item.ETag}\""),
            ("Last-Modified", item.Modified.ToString("r", CultureInfo.InvariantCulture)),
            ("Accept-Ranges", "bytes"),
            .. item.Meta.Select(pair => (pair.Key, pair.Value)),
        ];
        string range = request.Headers.Range.ToString();
        if (range.Length == 0)
        {
            return new ObjectAnswer(200) { Body = item.Content, Headers = headers };
        }

        string[] ends = range["bytes=".Length..].Split('-');
        int from = int.Parse(ends[0], CultureInfo.InvariantCulture);
        int to =
            ends[1].Length > 0
                ? Math.Min(int.Parse(ends[1], CultureInfo.InvariantCulture), item.Content.Length - 1)
                : item.Content.Length - 1;
        return from >= item.Content.Length
            ? throw new ObjectFault(416, "InvalidRange", "The requested range is not satisfiable.")
            : new ObjectAnswer(206)
            {
                Body = item.Content[from..(to + 1)],
                Headers = [.. headers, ("Content-Range", $"bytes {from}-{to}/{item.Content.Length}")],
            };
    }

    private ObjectAnswer Begin(HttpRequest request, string bucket, string key)
    {
        string upload = $"upload-{++_lastUpload}";
        _uploads[upload] = new StoredUpload(bucket, key) { Meta = MetaOf(request) };
        return Xml(
            new XElement(
                Space + "InitiateMultipartUploadResult",
                new XElement(Space + "Bucket", bucket),
                new XElement(Space + "Key", key),
                new XElement(Space + "UploadId", upload)
            )
        );
    }

    private static ObjectAnswer Part(HttpRequest request, StoredUpload upload, byte[] body)
    {
        int number = int.Parse(request.Query["partNumber"].ToString(), CultureInfo.InvariantCulture);
        if (number is < 1 or > 10_000)
        {
            throw new ObjectFault(400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive.");
        }

        upload.Parts[number] = body;
        return new ObjectAnswer(200) { Headers = [("ETag", $"\"{Sum(body)}\"")] };
    }

    private ObjectAnswer Complete(
        HttpRequest request,
        SortedDictionary<string, StoredObject> objects,
        StoredUpload upload,
        string id,
        byte[] body
    )
    {
        using MemoryStream document = new(body);
        using MemoryStream content = new();
        using MemoryStream sums = new();
        int before = 0;
        XElement[] parts = [.. XElement.Load(document).Elements().Where(part => part.Name.LocalName == "Part")];
        for (int index = 0; index < parts.Length; index++)
        {
            int number = int.Parse(Child(parts[index], "PartNumber"), CultureInfo.InvariantCulture);
            if (number <= before)
            {
                throw new ObjectFault(400, "InvalidPartOrder", "The list of parts was not in ascending order.");
            }

            if (!upload.Parts.TryGetValue(number, out byte[]? part) || Sum(part) != Child(parts[index], "ETag").Trim('"'))
            {
                throw new ObjectFault(400, "InvalidPart", "One or more of the specified parts could not be found.");
            }

            if (part.Length < PartMin && index < parts.Length - 1)
            {
                throw new ObjectFault(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size.");
            }

            content.Write(part);
            sums.Write(Convert.FromHexString(Sum(part)));
            before = number;
        }

        string tag = $"{Sum(sums.ToArray())}-{parts.Length}";
        objects[upload.Key] = new StoredObject(content.ToArray(), tag, TimeProvider.System.GetUtcNow()) { Meta = upload.Meta };
        _uploads.Remove(id);
        return Xml(
            new XElement(
                Space + "CompleteMultipartUploadResult",
                new XElement(Space + "Location", request.Path.Value),
                new XElement(Space + "Bucket", upload.Bucket),
                new XElement(Space + "Key", upload.Key),
                new XElement(Space + "ETag", $"\"{tag}\"")
            )
        );
    }

    private ObjectAnswer ListUploads(HttpRequest request, string bucket)
    {
        string prefix = request.Query["prefix"].ToString();
        KeyValuePair<string, StoredUpload>[] fitting =
        [
            .. _uploads.Where(entry => entry.Value.Bucket == bucket && entry.Value.Key.StartsWith(prefix, StringComparison.Ordinal)),
        ];
        return Xml(
            new XElement(
                Space + "ListMultipartUploadsResult",
                new XElement(Space + "Bucket", bucket),
                new XElement(Space + "IsTruncated", fitting.Length > PageMax ? "true" : "false"),
                fitting
                    .Take(PageMax)
                    .Select(entry => new XElement(
                        Space + "Upload",
                        new XElement(Space + "Key", entry.Value.Key),
                        new XElement(Space + "UploadId", entry.Key)
                    ))
            )
        );
    }

    private static ObjectAnswer DeleteMany(SortedDictionary<string, StoredObject> objects, byte[] body)
    {
        using MemoryStream document = new(body);
        string[] keys =
        [
            .. XElement.Load(document).Elements().Where(item => item.Name.LocalName == "Object").Select(item => Child(item, "Key")),
        ];
        Array.ForEach(keys, key => objects.Remove(key));
        return Xml(
            new XElement(Space + "DeleteResult", keys.Select(key => new XElement(Space + "Deleted", new XElement(Space + "Key", key))))
        );
    }

    private StoredUpload UploadOf(string upload) => _uploads.GetValueOrDefault(upload) ?? throw NoSuchUpload();

    private static ObjectFault NoSuchUpload() =>
        new(
            404,
            "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."
        );

    private static string Child(XElement element, string name) => element.Elements().First(child => child.Name.LocalName == name).Value;

    private static Dictionary<string, string> MetaOf(HttpRequest request) =>
        request
            .Headers.Where(header =>
                header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase)
                || header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
            )
            .ToDictionary(header => header.Key, header => header.Value.ToString());
}
