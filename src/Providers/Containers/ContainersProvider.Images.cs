using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Nodes;

namespace Scalewright.Providers.Containers;

/// <content>Images that were built of folders, which stay on the engine.</content>
public sealed partial class ContainersProvider
{
    /// <summary>Lists the images that were built of <see cref="ContainersOptions.ImageFolders"/>, also by other
    /// programs, and that no container uses. Changes nothing.</summary>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The images, by engine and name.</returns>
    /// <exception cref="ProviderException">An engine does not respond.</exception>
    public Task<ValueList<BuiltImage>> FindUnusedImagesAsync(CancellationToken cancellationToken = default) =>
        ForEachUnusedImageAsync((_, _, _) => Task.FromResult(true), cancellationToken);

    /// <summary>Removes images that <see cref="FindUnusedImagesAsync"/> listed. Images that a container uses by
    /// then, and other images, are kept.</summary>
    /// <param name="images">The images.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The removed images.</returns>
    /// <exception cref="ProviderException">An engine does not respond, or cannot remove an image.</exception>
    public Task<ValueList<BuiltImage>> RemoveUnusedImagesAsync(
        ValueList<BuiltImage> images,
        CancellationToken cancellationToken = default
    ) =>
        ForEachUnusedImageAsync(
            async (client, image, token) => images.Contains(image) && await client.RemoveImageAsync(image.Name, token),
            cancellationToken
        );

    private async Task<ValueList<BuiltImage>> ForEachUnusedImageAsync(
        Func<EngineClient, BuiltImage, CancellationToken, Task<bool>> change,
        CancellationToken cancellationToken
    )
    {
        List<BuiltImage> images = [];
        try
        {
            foreach (NodeEngine engine in _engines)
            {
                foreach (
                    (string name, string image) in await CallAsync(
                        "list images",
                        _options.CallTimeout,
                        token => engine.Client.ListUnusedImagesAsync(NodeLabels.Image, ImageFolder.Repository, token),
                        cancellationToken
                    )
                )
                {
                    BuiltImage built = new(name, image, engine.Cloud);
                    if (
                        await CallAsync(
                            "remove image",
                            _options.CallTimeout,
                            token => change(engine.Client, built, token),
                            cancellationToken
                        )
                    )
                    {
                        images.Add(built);
                    }
                }
            }
        }
        catch (Exception failure) when (failure is EngineException or HttpRequestException or IOException or TimeoutException)
        {
            throw ContainersProblems.Exception(failure);
        }

        return images.ToValueList();
    }
}
