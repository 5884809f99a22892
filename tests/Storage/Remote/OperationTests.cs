namespace Storage.Remote.Tests;

/// <summary>By default, a site of local processes whose time passes at five times the system speed.</summary>
public sealed class RemoteFixture
{
    private static readonly bool IsNamed = Environment.GetEnvironmentVariable(StorageFixture.SiteVariable) is { Length: > 0 };

    public StorageFixture Fixture { get; } = IsNamed ? new() : new() { Site = Local() };

    private static StorageSite Local()
    {
        StorageSite site = StorageSite.Read(Path.Combine(AppContext.BaseDirectory, "remote.json"));
        return TestProgram.IsNative ? site with { Remote = site.Remote! with { Program = [.. TestProgram.Command] } } : site;
    }
}

[Trait(Category.Name, Category.RealTime)]
public sealed class FailoverTests(RemoteFixture remote) : Operations.Tests.FailoverTests(remote.Fixture), IClassFixture<RemoteFixture>;

[Trait(Category.Name, Category.RealTime)]
public sealed class FileSystemTests(RemoteFixture remote) : Operations.Tests.FileSystemTests(remote.Fixture), IClassFixture<RemoteFixture>;

[Trait(Category.Name, Category.RealTime)]
public sealed class LogAndFileTests(RemoteFixture remote) : Operations.Tests.LogAndFileTests(remote.Fixture), IClassFixture<RemoteFixture>;

[Trait(Category.Name, Category.RealTime)]
public sealed class PowerTests(RemoteFixture remote) : Operations.Tests.PowerTests(remote.Fixture), IClassFixture<RemoteFixture>;

[Trait(Category.Name, Category.RealTime)]
public sealed class RegistrationTests(RemoteFixture remote)
    : Operations.Tests.RegistrationTests(remote.Fixture),
        IClassFixture<RemoteFixture>;
