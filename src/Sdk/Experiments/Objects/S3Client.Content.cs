using System.Security.Cryptography;
using Scalewright.Experiments.Services;
using static Scalewright.Experiments.Objects.S3Request;

namespace Scalewright.Experiments.Objects;

/// <summary>What is in objects: up and down.</summary>
public sealed partial class S3Client
{
    /// <summary>Writes an object, whole or not at all; one that is there is replaced.</summary>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="key">Its key.</param>
    /// <param name="content">What is in it, read once to its end; stays the caller's to dispose.</param>
    /// <param name="cancellationToken">Ends the writing; parts that were sent are removed.</param>
    /// <returns>The object.</returns>
    /// <exception cref="ServiceException">It was refused, or is longer than 10,000 parts; parts that were sent are removed.</exception>
    public async Task<S3Object> UploadAsync(string bucket, string key, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        byte[] part = new byte[_options.PartBytes];
        int count = await content.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken);
        if (count == part.Length)
        {
            return await UploadPartsAsync(Checked(bucket), Checked(key), content, part, cancellationToken);
        }

        ServiceReply reply = await SendAsync(new S3Request(HttpMethod.Put, Checked(bucket), Checked(key)) { Body = part.AsMemory(0, count) }, cancellationToken);
        return ObjectOf(key, reply) with { Length = count };
    }

    /// <summary>Reads an object. What breaks off goes on where it broke off, as long as it is the same object.</summary>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="key">Its key.</param>
    /// <param name="target">Where its content goes; stays the caller's to dispose.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The object.</returns>
    /// <exception cref="ServiceException">It was refused, changed meanwhile, or is not what its checksum says.</exception>
    public async Task<S3Object> DownloadAsync(string bucket, string key, Stream target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        S3Request request = new(HttpMethod.Get, Checked(bucket), Checked(key));
        S3Object? found = null;
        long written = 0;
        using IncrementalHash hash = NewHash();
        while (found is null || written != found.Length)
        {
            long before = written;
            try
            {
                await _http.RepeatAsync(ReadAsync, isRepeatable: true, cancellationToken);
            }
            catch (ServiceException failure) when (failure.MayRetry && written > before)
            {
                // As long as something comes, it goes on.
            }
        }

        string sum = Convert.ToHexStringLower(hash.GetHashAndReset());
        return found is not { } known ? throw _http.Nonsense(What(request), "nothing came")
            : known.ETag.Length == sum.Length && !known.ETag.Contains('-', StringComparison.Ordinal) && IsSum(known.ETag) && known.ETag != sum ? throw _http.Nonsense(What(request), $"the checksum of what came is {sum}, and should be {Printable.Escape(known.ETag)}")
            : known;

        async Task<bool> ReadAsync(CancellationToken token)
        {
            if (found is not null && written == found.Length)
            {
                return true;
            }

            S3Request rest = found is null || written == 0 ? request : request with { Headers = [Pair("if-match", $"\"{found.ETag}\""), Pair("range", string.Create(CultureInfo.InvariantCulture, $"bytes={written}-"))] };
            await _http.CopyOnceAsync(() => rest.Sign(_options), TakeAsync, token);

            // Without a length, the end of what came is the end of it.
            found = found!.Length < 0 ? found with { Length = written } : found;
            return written == found.Length ? true : throw _http.Nonsense(What(request), string.Create(CultureInfo.InvariantCulture, $"{written} bytes came, and it said {found.Length}"));

            async Task TakeAsync(ServiceReply head, ReadOnlyMemory<byte> bytes)
            {
                if (bytes.Length == 0)
                {
                    found = rest == request ? ObjectOf(key, head) : head.Status == 206 ? found : throw _http.Nonsense(What(request), "it sent the whole where the rest was asked for");
                    return;
                }

                await target.WriteAsync(bytes, token);
                hash.AppendData(bytes.Span);
                written += bytes.Length;
            }
        }
    }

    /// <summary>Removes what uploads left that were never completed, as of a program that died.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">How their keys begin; empty for all.</param>
    /// <param name="cancellationToken">Ends the removing.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="ServiceException">It was refused.</exception>
    public async Task<int> CleanUploadsAsync(string bucket, string prefix = "", CancellationToken cancellationToken = default)
    {
        int removed = 0;
        S3Request request = new(HttpMethod.Get, Checked(bucket)) { Query = [Pair("uploads", ""), Pair("prefix", prefix), Pair("encoding-type", "url")] };
        for (bool isMore = true; isMore;)
        {
            ServiceReply reply = await SendAsync(request, cancellationToken);
            if (S3Xml.TryParse(reply.Body) is not { Name.LocalName: "ListMultipartUploadsResult" } page)
            {
                throw _http.Nonsense(What(request), "its answer is no list of uploads", reply);
            }

            (string Key, string Upload)[] uploads = [.. S3Xml.Children(page, "Upload").Select(upload => (S3Xml.KeyOf(S3Xml.Text(upload, "Key")), S3Xml.Text(upload, "UploadId")))];
            foreach ((string key, string upload) in uploads)
            {
                await AbortAsync(bucket, key, upload, cancellationToken);
                removed++;
            }

            // What was on this page is gone, so the next one is the first again.
            isMore = S3Xml.Text(page, "IsTruncated") == "true" && uploads.Length > 0;
        }

        return removed;
    }

    private async Task<S3Object> UploadPartsAsync(string bucket, string key, Stream content, byte[] part, CancellationToken cancellationToken)
    {
        S3Request begin = new(HttpMethod.Post, bucket, key) { Query = [Pair("uploads", "")] };
        ServiceReply begun = await SendAsync(begin, cancellationToken);
        string upload = S3Xml.TryParse(begun.Body) is { } document ? S3Xml.Text(document, "UploadId") : "";
        if (upload.Length == 0)
        {
            throw _http.Nonsense(What(begin), "its answer names no upload", begun);
        }

        try
        {
            (List<string> tags, long length, byte[] sums) = await SendPartsAsync(bucket, key, upload, content, part, cancellationToken);
            string tag = await CompleteAsync(bucket, key, upload, tags, sums, cancellationToken);
            return new S3Object(key, length, tag) { Modified = _options.Clock.GetUtcNow() };
        }
        catch
        {
            await TryAbortAsync(bucket, key, upload);
            throw;
        }
    }

    private async Task<(List<string> Tags, long Length, byte[] Sums)> SendPartsAsync(string bucket, string key, string upload, Stream content, byte[] part, CancellationToken cancellationToken)
    {
        List<string> tags = [];
        using MemoryStream sums = new();
        long length = 0;
        for (int count = part.Length; count > 0 || tags.Count == 0; count = await content.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken))
        {
            S3Request request = new(HttpMethod.Put, bucket, key)
            {
                Query = [Pair("partNumber", (tags.Count + 1).ToString(CultureInfo.InvariantCulture)), Pair("uploadId", upload)],
                Body = part.AsMemory(0, count),
            };
            if (tags.Count == S3Options.PartsMax)
            {
                throw new ServiceException(Service, new Problem(ProblemCode.SizeLimit, $"it is longer than {S3Options.PartsMax} parts of {_options.PartBytes} bytes", "use longer parts") { Source = What(request) });
            }

            ServiceReply reply = await SendAsync(request, cancellationToken);
            tags.Add(reply.Headers.GetValueOrDefault("ETag", "").Trim('"') is { Length: > 0 } tag ? tag : throw _http.Nonsense(What(request), "a part has no ETag", reply));
            sums.Write(SumOf(part.AsSpan(0, count)));
            length += count;
            if (count < part.Length)
            {
                break;
            }
        }

        return (tags, length, sums.ToArray());
    }

    /// <summary>Puts the parts together. S3 may tell a failure under a status of success, and tells of an upload that it knows none when the first answer was lost.</summary>
    private async Task<string> CompleteAsync(string bucket, string key, string upload, List<string> tags, byte[] sums, CancellationToken cancellationToken)
    {
        S3Request request = new(HttpMethod.Post, bucket, key) { Query = [Pair("uploadId", upload)], Body = S3Xml.Complete(tags) };
        string whole = string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(SumOf(sums))}-{tags.Count}");
        try
        {
            return await _http.RepeatAsync(
                async token =>
                {
                    ServiceReply reply = await _http.SendOnceAsync(() => request.Sign(_options), token);
                    return S3Xml.TryParse(reply.Body) switch
                    {
                        { Name.LocalName: "CompleteMultipartUploadResult" } result => S3Xml.Text(result, "ETag").Trim('"'),
                        { Name.LocalName: "Error" } => throw _http.Refused(What(request), reply with { Status = 500 }),
                        _ => throw _http.Nonsense(What(request), "its answer is no completed upload", reply),
                    };
                },
                isRepeatable: true,
                cancellationToken);
        }
        catch (ServiceException refusal) when (refusal.Word == "NoSuchUpload")
        {
            if (await FindAsync(bucket, key, cancellationToken) is { } found && found.ETag == whole)
            {
                return whole;
            }

            throw;
        }
    }

    /// <summary>Removes the parts of an upload that failed; what fails again is left to <see cref="CleanUploadsAsync"/>.</summary>
    private async Task TryAbortAsync(string bucket, string key, string upload)
    {
        try
        {
            // Whoever stopped the upload still wants its parts gone.
            await AbortAsync(bucket, key, upload, CancellationToken.None);
        }
        catch (ServiceException)
        {
            // What made the upload fail is what the caller should hear.
        }
    }

    private Task AbortAsync(string bucket, string key, string upload, CancellationToken cancellationToken) =>
        DeleteAsync(new S3Request(HttpMethod.Delete, bucket, key) { Query = [Pair("uploadId", upload)] }, cancellationToken);

    private static bool IsSum(string tag) => tag.All(char.IsAsciiHexDigitLower);

    [SuppressMessage("Security", "CA5351", Justification = "S3 marks content by MD5; nothing is kept secret by it.")]
    private static byte[] SumOf(ReadOnlySpan<byte> bytes) => MD5.HashData(bytes);

    [SuppressMessage("Security", "CA5351", Justification = "S3 marks content by MD5; nothing is kept secret by it.")]
    private static IncrementalHash NewHash() => IncrementalHash.CreateHash(HashAlgorithmName.MD5);
}
