using Docker.DotNet.Models;

namespace Scalewright.Providers.Containers.Client;

/// <content>Images.</content>
internal sealed partial class EngineClient
{
    /// <returns>Null if the image does not exist on the engine.</returns>
    public async Task<EngineImage?> FindImageAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            ImageInspectResponse response = await SendAsync($"inspect image {image}", () =>
                _client.Images.InspectImageAsync(image, cancellationToken)
            );
            return new EngineImage(response.ID, [.. response.Config?.Entrypoint ?? []], [.. response.Config?.Cmd ?? []]);
        }
        catch (EngineException failure) when (failure.Meaning is EngineMeaning.ImageMissing or EngineMeaning.Missing)
        {
            return null;
        }
    }

    /// <summary>Pulls an image from its registry.</summary>
    /// <param name="image">Name with a tag or digest.</param>
    /// <param name="login">Credentials of the registry; null for none.</param>
    /// <param name="progress">Receives the messages.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task PullImageAsync(string image, AuthConfig? login, ImageProgress progress, CancellationToken cancellationToken) =>
        FollowAsync($"pull image {image}", progress, () =>
            _client.Images.CreateImageAsync(new ImagesCreateParameters { FromImage = image }, login, progress, cancellationToken)
        );

    /// <summary>Loads the images of an archive of <c>docker save</c>.</summary>
    public Task LoadImagesAsync(Stream archive, ImageProgress progress, CancellationToken cancellationToken) =>
        FollowAsync("load images", progress, () =>
            _client.Images.LoadImageAsync(new ImageLoadParameters(), archive, progress, cancellationToken)
        );

    /// <summary>Makes an image without a name of an archive of a root file system.</summary>
    /// <returns>ID of the image.</returns>
    public async Task<string> ImportImageAsync(Stream archive, ImageProgress progress, CancellationToken cancellationToken)
    {
        // With a name, Podman replaces the image of that name with the tag "latest".
        await FollowAsync("import an image", progress, () =>
            _client.Images.CreateImageAsync(new ImagesCreateParameters { FromSrc = "-" }, archive, null, progress, cancellationToken)
        );
        return progress.LastId
            ?? throw new EngineException(new EngineAnswer(EngineMeaning.Failed, "the engine returned no ID"), "import an image");
    }

    /// <summary>Adds a name to an image.</summary>
    public Task TagImageAsync(string image, ImageReference name, CancellationToken cancellationToken) =>
        SendAsync($"tag image {image}", () =>
            _client.Images.TagImageAsync(
                image,
                new ImageTagParameters { RepositoryName = name.Repository, Tag = name.Tag },
                cancellationToken
            )
        );

    /// <summary>Builds an image of a folder with a Dockerfile.</summary>
    /// <param name="name">Name with a tag.</param>
    /// <param name="labels">Labels of the image.</param>
    /// <param name="logins">Credentials of the registries of base images.</param>
    /// <param name="archive">The folder as a tar archive.</param>
    /// <param name="progress">Receives the messages.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task BuildImageAsync(
        string name,
        IDictionary<string, string> labels,
        IEnumerable<AuthConfig> logins,
        Stream archive,
        ImageProgress progress,
        CancellationToken cancellationToken
    ) => FollowAsync($"build image {name}", progress, () => _client.Images.BuildImageFromDockerfileAsync(
                new ImageBuildParameters
                {
                    Tags = [name],
                    Labels = labels,
                    Remove = true,
                    ForceRemove = true,
                },
                archive,
                logins,
                null,
                progress,
                cancellationToken
            ));

    /// <summary>Lists the images of a repository that have a label, and that no container uses.</summary>
    /// <returns>Names with tags, in order, and the values of the label.</returns>
    public async Task<IReadOnlyList<(string Name, string Value)>> ListUnusedImagesAsync(
        string label,
        string repository,
        CancellationToken cancellationToken
    )
    {
        IList<ContainerListResponse> containers = await SendAsync("list containers", () =>
            _client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, cancellationToken)
        );
        HashSet<string> used = [.. containers.Select(container => TrimId(container.ImageID))];
        IList<ImagesListResponse> images = await SendAsync("list images", () =>
            _client.Images.ListImagesAsync(new ImagesListParameters { Filters = FilterBy([label]) }, cancellationToken)
        );
        return
        [
            .. images
                .Where(image => !used.Contains(TrimId(image.ID)))
                .SelectMany(image => (image.RepoTags ?? []).Select(name => (Name: name, Value: image.Labels?[label] ?? "")))
                // An image that a user derived has the label, too.
                .Where(image => image.Name.StartsWith($"{repository}:", StringComparison.Ordinal))
                .OrderBy(image => image.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Removes a name of an image, and the image with its last name.</summary>
    /// <returns>False if a container uses it, or if it does not exist.</returns>
    public async Task<bool> RemoveImageAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync($"remove image {name}", () =>
                _client.Images.DeleteImageAsync(name, new ImageDeleteParameters(), cancellationToken)
            );
            return true;
        }
        catch (EngineException failure)
            when (failure.Meaning is EngineMeaning.ImageMissing or EngineMeaning.Missing or EngineMeaning.Refused or EngineMeaning.NameTaken
            )
        {
            return false;
        }
    }

    // Docker lists IDs of images with the name of the hash, Podman IDs of images of containers without it.
    private static string TrimId(string? id) => id?.Split(':')[^1] ?? "";

    /// <exception cref="EngineException">The engine reported an error, also within a successful response.</exception>
    private async Task FollowAsync(string request, ImageProgress progress, Func<Task> send)
    {
        await SendAsync(request, send);
        if (progress.Error is { } error)
        {
            throw new EngineException(EngineAnswer.FromProgress(error), request);
        }
    }
}
