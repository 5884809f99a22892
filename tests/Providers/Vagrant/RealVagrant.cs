namespace Vagrant.Tests;

/// <summary>The real Vagrant, with a Vagrant provider that simulates VMs: <c>machines.rb</c>.</summary>
internal static class RealVagrant
{
    public const string Program = "vagrant";

    private const string EnvironmentVariable = "SCALEWRIGHT_VAGRANT";

    /// <summary>True if all tests use the real Vagrant, which takes minutes: <c>SCALEWRIGHT_VAGRANT=real</c>.</summary>
    public static bool IsForAll { get; } = Environment.GetEnvironmentVariable(EnvironmentVariable) == "real";

    /// <summary>Creates the home folder of Vagrant, with an empty box.</summary>
    public static string MakeHome(TemporaryFolder folder)
    {
        folder.Write("home/Vagrantfile", $"require '{Repository.At("tests", "support", "Loopback", "Vagrant", "machines.rb")}'\n");
        folder.Write("home/boxes/debian-VAGRANTSLASH-bookworm64/0/loopback/metadata.json", """{"provider":"loopback"}""");
        return folder.At("home");
    }
}
