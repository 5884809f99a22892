using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Sdk.Tests.Guards;

/// <summary>
/// A forced garbage collection stops all threads of the user's process, so libraries must not force one.
/// </summary>
public class ForcedCollectionTests
{
    [Fact]
    public void No_library_forces_a_garbage_collection() =>
        Sources.Libraries.Select(library => library.Display!).Where(Forces).ShouldBeEmpty();

    [Fact]
    public void A_forced_garbage_collection_is_detected()
    {
        GC.Collect(0);

        Forces(typeof(ForcedCollectionTests).Assembly.Location).ShouldBeTrue();
    }

    private static bool Forces(string assembly)
    {
        using PEReader file = new(File.OpenRead(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        return metadata
            .MemberReferences.Select(metadata.GetMemberReference)
            .Any(member =>
                member.Parent.Kind == HandleKind.TypeReference
                && metadata.GetTypeReference((TypeReferenceHandle)member.Parent) is var type
                && metadata.StringComparer.Equals(type.Namespace, nameof(System))
                && metadata.StringComparer.Equals(type.Name, nameof(GC))
                && metadata.StringComparer.Equals(member.Name, nameof(GC.Collect))
            );
    }
}
