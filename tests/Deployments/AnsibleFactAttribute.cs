using Tests.Shared;

namespace Deployments.Tests;

/// <summary>A test of the real <c>ansible-playbook</c>; skipped, and said so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AnsibleFactAttribute : FactAttribute
{
    public const string Tool = "/usr/bin/ansible-playbook";

    public AnsibleFactAttribute() => Skip = MissingReason;

    public static string? MissingReason =>
        File.Exists(Tool) ? PathPrograms.Missing("ansible-playbook", "ssh", "rsync") : "there is no ansible-playbook; install Debian's ansible-core";
}
