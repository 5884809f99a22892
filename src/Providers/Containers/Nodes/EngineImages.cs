using Microsoft.Extensions.Logging;
using Scalewright.Providers.Containers.Client;

namespace Scalewright.Providers.Containers.Nodes;

/// <summary>
/// Images of one engine: loads, builds or pulls what is missing. Concurrent requests for an image share the work.
/// </summary>
/// <param name="getClient">Returns the client of the engine.</param>
/// <param name="options">Archives, folders and timeout of images.</param>
/// <param name="logger">Logger of the progress.</param>
internal sealed class EngineImages(Func<EngineClient> getClient, ContainersOptions options, ILogger logger)
{
    private static readonly string[] Refusals =
    [
        "unauthorized",
        "access denied",
        "is denied",
        "authentication required",
        "no basic auth credentials",
    ];

    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _prepared = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _withLoader = new(StringComparer.Ordinal);
    private readonly RegistryLogins _logins = new(
        RegistryLogins.FindFiles(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)),
        logger
    );

    /// <summary>Returns the reasons why an image cannot be used. Changes nothing.</summary>
    public async Task<Problem?> CheckAsync(string image, CancellationToken cancellationToken)
    {
        if (options.ImageFolders.TryGetValue(image, out string? folder))
        {
            return File.Exists(Path.Combine(folder, ImageFolder.Dockerfile))
                ? null
                : ContainersProblems.InvalidFolder(image, folder, $"it contains no {ImageFolder.Dockerfile}");
        }

        bool isArchived = options.ImageArchives.TryGetValue(image, out string? archive);
        bool isAvailable = isArchived ? File.Exists(archive) : options.Pull != ImagePull.Never;
        if (isAvailable || await getClient().HasImageAsync(image, cancellationToken))
        {
            return null;
        }

        return isArchived
            ? ContainersProblems.InvalidArchive(image, archive!, "the file does not exist")
            : ContainersProblems.NoImage(image, PullIsOff);
    }

    /// <summary>Makes sure that the engine has an image.</summary>
    /// <param name="image">Name of the image in the topology.</param>
    /// <param name="node">Node that needs the image, for messages.</param>
    /// <returns>Name of the image on the engine.</returns>
    /// <exception cref="ProviderException">The image is not available.</exception>
    public async Task<string> PrepareAsync(string image, string node)
    {
        Lazy<Task<string>> work = _prepared.GetOrAdd(image, name => new Lazy<Task<string>>(() => PrepareAsync(name)));
        try
        {
            return await work.Value;
        }
        catch (ProviderException failure)
        {
            // The next creation tries again.
            _prepared.TryRemove(KeyValuePair.Create(image, work));
            throw new ProviderException(failure.Provider, [failure.Problems[0] with { Field = node }], failure)
            {
                IsTransient = failure.IsTransient,
            };
        }
    }

    /// <summary>Makes sure that the agent can be loaded in a container, once for each image.</summary>
    /// <param name="container">Container of the image, in any state.</param>
    /// <param name="image">Name of the image in the topology.</param>
    /// <param name="agent">Path of the agent on this machine.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="EngineException">
    /// The container lacks the loader of the agent, or the request failed.
    /// </exception>
    public async Task CheckLoaderAsync(string container, string image, string agent, CancellationToken cancellationToken)
    {
        if (_withLoader.ContainsKey(image) || ElfProgram.Read(agent) is not { Loader: { Length: > 0 } loader })
        {
            return;
        }

        EngineClient client = getClient();
        bool hasLoader = await client.HasFileAsync(container, loader, cancellationToken);

        // A container that was removed in the meantime lacks all files.
        bool lacksLoader = !hasLoader && await client.FindAsync(container, cancellationToken) is not null;
        if (lacksLoader)
        {
            throw new EngineException(
                new EngineAnswer(
                    EngineMeaning.LoaderMissing,
                    $"it has no {loader}, the loader of the GNU C library; images with musl lack it"
                ),
                $"image '{TextEscaping.Escape(image)}' cannot run the agent"
            );
        }

        _withLoader.TryAdd(image, true);
    }

    /// <summary>Forgets that the engine has an image, after it reported the opposite.</summary>
    public void Forget(string image) => _prepared.TryRemove(image, out _);

    private static string PullIsOff => $"{nameof(ContainersOptions.Pull)} is {nameof(ImagePull.Never)}";

    private async Task<string> PrepareAsync(string image)
    {
        EngineClient client = getClient();
        long start = options.Clock.GetTimestamp();
        using CancellationTokenSource timeoutSource = new(options.PullTimeout, options.Clock);
        ImageProgress progress = new(image, options.Clock, logger);
        ImageSource source = FindSource(image);
        try
        {
            string name = source == ImageSource.Folder ? new ImageFolder(options.ImageFolders[image]).ComputeName() : image;
            bool isPulled = source == ImageSource.Registry && options.Pull == ImagePull.Always;
            if (!isPulled && await client.HasImageAsync(name, timeoutSource.Token))
            {
                return name;
            }

            await (
                source switch
                {
                    ImageSource.Folder => BuildAsync(client, image, name, progress, timeoutSource.Token),
                    ImageSource.Archive => LoadAsync(client, image, progress, timeoutSource.Token),
                    _ => PullAsync(client, image, progress, timeoutSource.Token),
                }
            );
            TimeSpan duration = options.Clock.GetElapsedTime(start);
            string origin = source.ToString();
            ContainersLog.ImageReady(logger, image, duration, origin);
            return name;
        }
        catch (EngineException failure) when (failure.Meaning is not (EngineMeaning.Unreachable or EngineMeaning.AccessDenied))
        {
            throw ToException(source, image, failure.Reason, failure);
        }
        catch (OperationCanceledException failure)
        {
            throw ToException(
                source,
                image,
                string.Create(CultureInfo.InvariantCulture, $"it was not complete within {options.PullTimeout}"),
                failure
            );
        }
        catch (Exception failure)
            when (failure is IOException or HttpRequestException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            throw ToException(source, image, TextEscaping.Escape(failure.Message), failure);
        }
        catch (EngineException failure)
        {
            BackendFailure meaning = ContainersProblems.Interpret(failure, "");
            throw new ProviderException(ContainersProblems.Provider, [meaning.Problem], failure) { IsTransient = meaning.IsTransient };
        }
    }

    private ImageSource FindSource(string image)
    {
        if (options.ImageFolders.ContainsKey(image))
        {
            return ImageSource.Folder;
        }

        return options.ImageArchives.ContainsKey(image) ? ImageSource.Archive : ImageSource.Registry;
    }

    private ProviderException ToException(ImageSource source, string image, string reason, Exception inner)
    {
        bool isRefused = Refusals.Any(text => reason.Contains(text, StringComparison.OrdinalIgnoreCase));
        Problem problem = source switch
        {
            ImageSource.Archive => ContainersProblems.InvalidArchive(image, options.ImageArchives[image], reason),
            ImageSource.Folder => ContainersProblems.InvalidFolder(image, options.ImageFolders[image], reason),
            _ when isRefused => ContainersProblems.PullRefused(image, ImageReference.Parse(image).Registry, reason),
            _ => ContainersProblems.NoImage(image, reason),
        };
        return new ProviderException(ContainersProblems.Provider, [problem], inner);
    }

    private async Task PullAsync(EngineClient client, string image, ImageProgress progress, CancellationToken cancellationToken)
    {
        if (options.Pull == ImagePull.Never)
        {
            throw ContainersProblems.Exception(ContainersProblems.NoImage(image, PullIsOff));
        }

        ImageReference name = ImageReference.Parse(image);
        await client.PullImageAsync(name.ToString(), await _logins.FindAsync(name, cancellationToken), progress, cancellationToken);
        if (!await client.HasImageAsync(image, cancellationToken))
        {
            throw ContainersProblems.Exception(ContainersProblems.NoImage(image, "the engine reported success, but does not have it"));
        }
    }

    private async Task LoadAsync(EngineClient client, string image, ImageProgress progress, CancellationToken cancellationToken)
    {
        string path = options.ImageArchives[image];
        ImageReference name = ImageReference.Parse(image);
        bool isSaved = ImageArchive.IsSaved(path);
        await using FileStream archive = File.OpenRead(path);
        if (!isSaved)
        {
            string id = await client.ImportImageAsync(archive, progress, cancellationToken);
            await client.TagImageAsync(id, name, cancellationToken);
            return;
        }

        await client.LoadImagesAsync(archive, progress, cancellationToken);
        if (await client.HasImageAsync(image, cancellationToken))
        {
            return;
        }

        if (progress.Loaded.Count != 1)
        {
            throw ContainersProblems.Exception(
                ContainersProblems.InvalidArchive(
                    image,
                    path,
                    $"it contains {string.Join(", ", progress.Loaded.Select(TextEscaping.Escape))}"
                )
            );
        }

        await client.TagImageAsync(progress.Loaded[0], name, cancellationToken);
    }

    private async Task BuildAsync(
        EngineClient client,
        string image,
        string name,
        ImageProgress progress,
        CancellationToken cancellationToken
    )
    {
        await using Stream archive = new ImageFolder(options.ImageFolders[image]).Pack();
        Dictionary<string, string> labels = new(StringComparer.Ordinal) { [NodeLabels.Image] = image };
        await client.BuildImageAsync(name, labels, await _logins.ListAsync(cancellationToken), archive, progress, cancellationToken);
    }

    private enum ImageSource
    {
        Registry,
        Archive,
        Folder,
    }
}
