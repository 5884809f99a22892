// Copies a folder, for example the export of an experiment, to a bucket of S3 or MinIO, or back:
//   dotnet run s3-folder.cs -- put experiments-data/join-001/export http://minio:9000 exports join-001/
//   dotnet run s3-folder.cs -- get join-001 http://minio:9000 exports join-001/
// The variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY contain the key.
#:package AWSSDK.S3

using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

if (args is not [("put" or "get") and var verb, var folder, var service, var bucket, var prefix]
    || !Uri.TryCreate(service, UriKind.Absolute, out Uri? address)
    || Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID") is not { Length: > 0 } id
    || Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY") is not { Length: > 0 } secret)
{
    await Console.Error.WriteLineAsync("usage: s3-folder put|get FOLDER http://HOST:PORT BUCKET PREFIX, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    return 2;
}

// S3-compatible services expect the bucket in the path, and not all support the checksums that AWS added later.
AmazonS3Config config = new()
{
    ServiceURL = address.ToString(),
    ForcePathStyle = true,
    RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
    ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
};
using AmazonS3Client client = new(new BasicAWSCredentials(id, secret), config);
string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
int count = 0;
try
{
    if (verb == "put")
    {
        await CreateBucketAsync();
        foreach (string file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string key = prefix + file[root.Length..].Replace(Path.DirectorySeparatorChar, '/');
            await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, FilePath = file, UseChunkEncoding = false });
            count++;
        }
    }
    else
    {
        ListObjectsV2Request list = new() { BucketName = bucket, Prefix = prefix };
        await foreach (S3Object found in client.Paginators.ListObjectsV2(list).S3Objects)
        {
            if (found.Key.EndsWith('/'))
            {
                // An object whose key ends with a slash only represents a folder.
                continue;
            }

            string path = Path.GetFullPath(Path.Combine(root, found.Key[prefix.Length..]));
            if (!path.StartsWith(root, StringComparison.Ordinal))
            {
                throw new IOException($"the key '{found.Key}' leads out of {folder}; nothing further was read");
            }

            using GetObjectResponse response = await client.GetObjectAsync(bucket, found.Key);
            await response.WriteResponseStreamToFileAsync(path, append: false, CancellationToken.None);
            count++;
        }
    }
}
catch (Exception failure) when (failure is AmazonClientException or AmazonServiceException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"s3-folder: {failure.Message}");
    return 1;
}

Console.WriteLine($"{count} files");
return 0;

async Task CreateBucketAsync()
{
    try
    {
        await client.PutBucketAsync(bucket);
    }
    catch (AmazonS3Exception failure) when (failure.ErrorCode == "BucketAlreadyOwnedByYou")
    {
        // An existing bucket can be used.
    }
}
