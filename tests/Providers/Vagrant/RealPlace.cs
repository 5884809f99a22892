namespace Vagrant.Tests;

/// <summary>Vagrant itself, whose VMs are played by a provider of its own kind (tests/support/Loopback/Vagrant/machines.rb).</summary>
internal static class RealPlace
{
    public const string Program = "vagrant";

    private const string Variable = "SCALEWRIGHT_VAGRANT";

    /// <summary>Whether it stands in the place of the stand-in in all tests, which takes minutes: <c>SCALEWRIGHT_VAGRANT=real</c>.</summary>
    public static bool IsForAll { get; } = Environment.GetEnvironmentVariable(Variable) == "real";

    /// <summary>Makes a home for it, which knows the provider and has a box of it.</summary>
    /// <returns>The home's path.</returns>
    public static string MakeHome(TemporaryFolder folder)
    {
        folder.Write("home/Vagrantfile", $"require '{Repository.At("tests", "support", "Loopback", "Vagrant", "machines.rb")}'\n");
        folder.Write("home/boxes/debian-VAGRANTSLASH-bookworm64/0/loopback/metadata.json", """{"provider":"loopback"}""");
        return folder.At("home");
    }
}
