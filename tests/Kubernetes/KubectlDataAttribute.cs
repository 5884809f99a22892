using System.Reflection;
using Xunit.Sdk;

namespace Kubernetes.Tests;

/// <summary>The versions of kubectl that there are.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlDataAttribute : DataAttribute
{
    /// <summary>Whether only those that enter pods over WebSockets.</summary>
    public bool Enters { get; init; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Kubectl.Versions.Keys.Where(version => !Enters || Kubectl.Enters(version)).Select(version => new object[] { version });
}
