namespace AutoScaling.Tests.Backend;

public class SignedByVersion2ContractTests() : SignedContractTests(SignatureVersion.V2);
