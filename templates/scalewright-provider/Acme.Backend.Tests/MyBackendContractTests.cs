using ProviderContracts;

namespace AcmeSpace.Tests;

/// <summary>Runs the contract tests of <see cref="ProviderContract{TProvider}"/>.</summary>
public sealed class MyBackendContractTests : ProviderContract<MyBackendProvider>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("my-backend-");

    protected override int MaxNodes => 50;

    protected override string TextPath => Path.Combine(_folder.FullName, "contract.txt");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override MyBackendProvider CreateProvider() =>
        new(new MyBackendOptions { Folder = Path.Combine(_folder.FullName, "backend"), MaxNodes = MaxNodes });

    protected override Random CreateRandom() => new(42);
}
