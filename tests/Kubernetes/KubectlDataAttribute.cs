using System.Reflection;
using Xunit.Sdk;

namespace Kubernetes.Tests;

/// <summary>The versions of kubectl that there are.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlDataAttribute : DataAttribute
{
    /// <summary>Whether each comes with the ways by which it enters pods.</summary>
    public bool Enters { get; init; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Enters
        ? KubectlPrograms.Versions.Keys.SelectMany(version => Kubectl.WaysOf(version).Select(way => new object[] { version, way }))
        : KubectlPrograms.Versions.Keys.Select(version => new object[] { version });
}
