using ProviderContracts;

namespace AcmeSpace.Tests;

/// <summary>Runs the contract tests of <see cref="ProviderContract{TProvider}"/>.</summary>
public sealed class MyPlaceContractTests : ProviderContract<MyPlaceProvider>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("my-place-");

    protected override int MaxNodes => 50;

    protected override string TextPath => Path.Combine(_folder.FullName, "contract.txt");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override MyPlaceProvider CreateProvider() => new(new MyPlaceOptions { Folder = Path.Combine(_folder.FullName, "place"), MaxNodes = MaxNodes });

    protected override Random CreateChance() => new(42);
}
