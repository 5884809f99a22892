using Ssh.Tests.Lab;

namespace Deployments.Tests;

/// <summary>A test of the real <c>ansible-playbook</c> that logs in to machines of its own; skipped, and said so, where either is impossible.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AnsibleLabFactAttribute : FactAttribute
{
    public AnsibleLabFactAttribute() => Skip = AnsibleFactAttribute.MissingReason ?? SshLab.MissingReason;
}
